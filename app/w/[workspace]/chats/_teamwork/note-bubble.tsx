"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { MoreHorizontal, NotebookPen, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { NoteView } from "#server/chats/schemas.ts";
import { noteEditableMs } from "#server/teamwork/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { NoteForm } from "./note-form.tsx";
import { nameOf, notePartsOf } from "./note-text.ts";
import { useMe } from "./use-me.ts";
import { useUnreachedToast } from "./use-unreached-toast.ts";

const undoMs = 10_000;

/** A note of the team inside a thread, tinted and dashed so that nobody takes it for a message. */
export function NoteBubble({ note }: { note: NoteView }) {
  const t = useTranslations("teamwork.note");
  const { mayWork } = useChatsAccess();
  const me = useMe();
  const [isEditing, setEditing] = useState(false);
  const isMine = mayWork && me !== null && note.author?.userId === me;
  return (
    <article
      aria-label={t("label")}
      data-testid="note"
      data-note-id={note.id}
      className="mx-auto my-2 grid w-full max-w-xl gap-1 rounded-lg border border-warning/40 border-dashed bg-warning-subtle px-3 py-2 text-sm"
    >
      <header className="flex min-h-6 flex-wrap items-center gap-x-2 text-xs">
        <span className="inline-flex items-center gap-1 font-semibold text-warning">
          <NotebookPen aria-hidden className="size-3.5" />
          {t("label")}
        </span>
        <span dir="auto" className="min-w-0 truncate font-medium">
          {note.author ? nameOf(note.author) : t("formerMember")}
        </span>
        <RelativeTime at={note.createdAt} className="text-muted-foreground" />
        {note.editedAt && <span className="text-muted-foreground">{t("edited")}</span>}
        {isMine && !isEditing && <NoteMenu note={note} onEdit={() => setEditing(true)} />}
      </header>
      {isEditing ? <EditNote note={note} onDone={() => setEditing(false)} /> : <NoteWords note={note} />}
    </article>
  );
}

function NoteWords({ note }: { note: NoteView }) {
  return (
    <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {notePartsOf(note.text, note.mentions).map(({ text, isMention }, index) =>
        isMention ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text stay in their places
          <mark key={index} className="rounded bg-warning/15 px-0.5 font-medium text-inherit">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </p>
  );
}

function EditNote({ note, onDone }: { note: NoteView; onDone: () => void }) {
  const t = useTranslations("teamwork.note");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const tellUnreached = useUnreachedToast();
  const change = useMutation(
    trpc.teamwork.changeNote.mutationOptions({
      onSuccess: ({ unreached }) => {
        tellUnreached(unreached);
        onDone();
        return queryClient.invalidateQueries({ queryKey: trpc.chats.thread.pathKey() });
      },
    }),
  );
  return (
    <NoteForm
      initial={note}
      submitLabel={t("save")}
      isSaving={change.isPending}
      error={change.error}
      onSubmit={({ text, mentions }) => change.mutate({ workspace, noteId: note.id, text, mentions })}
      onCancel={onDone}
    />
  );
}

function NoteMenu({ note, onEdit }: { note: NoteView; onEdit: () => void }) {
  const t = useTranslations("teamwork.note");
  const tActions = useTranslations("teamwork.actions");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [mayEdit, setMayEdit] = useState(false);
  const onError = useErrorToast();
  const readAgain = () => queryClient.invalidateQueries({ queryKey: trpc.chats.thread.pathKey() });
  const restoring = useMutation(trpc.teamwork.restoreNote.mutationOptions({ onError, onSuccess: readAgain }));
  const deleting = useMutation(
    trpc.teamwork.deleteNote.mutationOptions({
      onError,
      onSuccess: () => {
        const onClick = () => restoring.mutate({ workspace, noteId: note.id });
        toast.success(t("deleted"), { duration: undoMs, action: { label: tActions("undo"), onClick } });
        return readAgain();
      },
    }),
  );
  const isYoung = () => Date.now() - new Date(note.createdAt).getTime() < noteEditableMs;
  return (
    <DropdownMenu onOpenChange={(open) => open && setMayEdit(isYoung())}>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          className="-my-1 -me-1.5 ms-auto size-6"
          aria-label={t("menu")}
          data-testid="note-menu"
        >
          <MoreHorizontal aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {mayEdit && (
          <DropdownMenuItem onSelect={onEdit}>
            <Pencil aria-hidden />
            {t("edit")}
          </DropdownMenuItem>
        )}
        <DropdownMenuItem
          variant="destructive"
          onSelect={() => deleting.mutate({ workspace, noteId: note.id })}
        >
          <Trash2 aria-hidden />
          {t("delete")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
