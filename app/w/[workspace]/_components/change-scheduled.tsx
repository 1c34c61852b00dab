"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import type { ScheduledView } from "#server/messages/later/schemas.ts";
import { textSchema } from "#server/messages/schemas.ts";
import { instantOf, useWhen, WhenFields } from "./when-fields.tsx";

interface ChangeScheduledProps {
  workspace: string;
  scheduled: ScheduledView;
}

/** Changes the words of what waits, or when it goes. */
export function ChangeScheduled({ workspace, scheduled }: ChangeScheduledProps) {
  const t = useTranslations("composer.later");
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="sm" data-testid="change-scheduled">
          {t("change")}
        </Button>
      </DialogTrigger>
      <DialogContent>
        <ChangeForm workspace={workspace} scheduled={scheduled} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function ChangeForm({ workspace, scheduled, onDone }: ChangeScheduledProps & { onDone: () => void }) {
  const t = useTranslations("composer.later");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const reasonText = useReasonText();
  const id = useId();
  const [text, setText] = useState(scheduled.text);
  const [when, setWhen] = useWhen(scheduled);
  const [cancelOnReply, setCancelOnReply] = useState(scheduled.cancelOnReply);
  const content = textSchema.safeParse({ kind: "text", text });
  const [issue] = content.error?.issues ?? [];
  const at = instantOf(when);
  const change = useMutation(
    trpc.scheduled.change.mutationOptions({
      onSuccess: () => {
        toast.success(t("changed"));
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.scheduled.pathKey() }),
    }),
  );
  const isText = scheduled.kind === "text";
  const isReady = at !== null && (!isText || content.success);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (at === null || (isText && !content.success)) return;
    const isMoved = at.getTime() !== Date.parse(scheduled.at) || when.zone !== scheduled.timeZone;
    change.mutate({
      ...{ workspace, id: scheduled.id, cancelOnReply },
      ...(isText && content.success && text !== scheduled.text && { content: content.data }),
      ...(isMoved && { when: { at: at.toISOString(), timeZone: when.zone } }),
    });
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <DialogHeader>
        <DialogTitle>{t("changeTitle")}</DialogTitle>
        <DialogDescription>{t("changeText")}</DialogDescription>
      </DialogHeader>
      <ErrorNotice error={change.error} />
      {isText && (
        <Field label={t("words")} error={issue ? (reasonText(issue.message) ?? undefined) : undefined}>
          {(control) => (
            <Textarea
              {...control}
              dir="auto"
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="max-h-48"
              data-testid="scheduled-words"
            />
          )}
        </Field>
      )}
      <WhenFields when={when} onChange={setWhen} />
      <div className="flex items-center gap-2">
        <Checkbox
          id={id}
          checked={cancelOnReply}
          onCheckedChange={(checked) => setCancelOnReply(checked === true)}
        />
        <Label htmlFor={id}>{t("cancelOnReply")}</Label>
      </div>
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" disabled={!isReady} loading={change.isPending} data-testid="save-scheduled">
          {t("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
