"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { NoteForm } from "./note-form.tsx";
import { useUnreachedToast } from "./use-unreached-toast.ts";

interface NoteComposerProps {
  chat: Pick<ChatView, "id">;
  /** Called once the note is kept. */
  onAdded?: () => void;
}

/** Where the team writes to itself beside a chat. */
export function NoteComposer({ chat, onAdded }: NoteComposerProps) {
  const t = useTranslations("teamwork.note");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const tellUnreached = useUnreachedToast();
  /** A new form for each note: the one before is gone with its words. */
  const [count, setCount] = useState(0);
  const add = useMutation(
    trpc.teamwork.addNote.mutationOptions({
      onSuccess: ({ unreached }) => {
        setCount((before) => before + 1);
        tellUnreached(unreached);
        onAdded?.();
        return queryClient.invalidateQueries({ queryKey: trpc.chats.thread.pathKey() });
      },
    }),
  );
  return (
    <div
      className="shrink-0 border-warning/40 border-t bg-warning-subtle px-4 py-3"
      data-testid="note-composer"
    >
      <NoteForm
        key={`${chat.id} ${count}`}
        focusFirst={count > 0}
        submitLabel={t("add")}
        isSaving={add.isPending}
        error={add.error}
        onSubmit={({ text, mentions }) => add.mutate({ workspace, chat: chat.id, text, mentions })}
      />
    </div>
  );
}
