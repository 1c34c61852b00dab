"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Kbd } from "#app/_ui/kbd.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import { type Draft, type Drafts, emptyDraft } from "./drafts.ts";

/** WhatsApp takes no more. */
const maxLength = 4_096;
const countFrom = 3_500;

interface ComposerProps {
  workspace: string;
  eventId: string;
  chatId: string;
  numberId: string;
  numberName: string;
  drafts: Drafts;
}

export function Composer({ numberName, ...target }: ComposerProps) {
  const t = useTranslations("inbox.reply");
  const id = useId();
  const { draft, write, send, isSending, error } = useDraft(target);
  const length = draft.text.trim().length;
  const isTooLong = length > maxLength;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (length > 0 && !isTooLong && !isSending) send();
  }
  function sendByKey(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit(event);
  }

  return (
    <form onSubmit={submit} className="grid shrink-0 gap-2 border-t bg-card px-4 py-3">
      <ErrorNotice error={error} />
      <label htmlFor={id} className="sr-only">
        {t("label", { number: numberName })}
      </label>
      <Textarea
        id={id}
        dir="auto"
        value={draft.text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={sendByKey}
        placeholder={t("placeholder")}
        aria-describedby={`${id}-hint`}
        aria-invalid={isTooLong || undefined}
        data-testid="reply-input"
        className="max-h-48 min-h-16"
      />
      <div className="flex items-center gap-3">
        <p id={`${id}-hint`} className="min-w-0 truncate text-muted-foreground text-xs">
          {t("from", { number: numberName })}
        </p>
        {length >= countFrom && (
          <p
            role="status"
            className={cn(
              "whitespace-nowrap text-xs",
              isTooLong ? "text-destructive" : "text-muted-foreground",
            )}
          >
            {isTooLong
              ? t("tooLong", { count: length - maxLength })
              : t("left", { count: maxLength - length })}
          </p>
        )}
        <Button
          type="submit"
          className="ms-auto"
          loading={isSending}
          disabled={length === 0 || isTooLong}
          data-testid="reply-send"
        >
          <SendHorizontal className="rtl:rotate-180" aria-hidden />
          {t("send")}
          <Kbd className="-me-1 hidden border-primary-foreground/25 bg-transparent text-primary-foreground lg:inline-flex">
            {t("sendKey")}
          </Kbd>
        </Button>
      </div>
    </form>
  );
}

/** Keeps a draft and sends it; the text stays until Moltdesk has taken it. */
function useDraft({ workspace, eventId, chatId, numberId, drafts }: Omit<ComposerProps, "numberName">) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => drafts.get(eventId) ?? emptyDraft);
  const answersKey = trpc.messages.forEvent.queryKey({ workspace, eventId });

  function keep(next: Draft) {
    drafts.set(eventId, next);
    setDraft(next);
  }
  const sending = useMutation(
    trpc.messages.send.mutationOptions({
      onSuccess: (answer, sent) => {
        const now = drafts.get(eventId) ?? emptyDraft;
        // What was typed meanwhile is the next message.
        keep("text" in sent && now.text === sent.text ? emptyDraft : { ...now, idempotencyKey: null });
        queryClient.setQueryData(answersKey, (answers = []) =>
          answers.some(({ id }) => id === answer.id) ? answers : [...answers, answer],
        );
      },
      onError: (error) => {
        // An earlier try with this key did arrive. The list shows it, and what stands here now is another message.
        if (!isApiError(error) || error.data?.reason !== "message.key_reused") return;
        keep({ ...(drafts.get(eventId) ?? draft), idempotencyKey: null });
        void queryClient.invalidateQueries({ queryKey: answersKey });
      },
    }),
  );
  function send() {
    const idempotencyKey = draft.idempotencyKey ?? crypto.randomUUID();
    keep({ ...draft, idempotencyKey });
    sending.mutate({
      workspace,
      numberId,
      chatId,
      text: draft.text,
      idempotencyKey,
      answersEventId: eventId,
    });
  }
  return {
    draft,
    write: (text: string) => keep({ ...draft, text }),
    send,
    isSending: sending.isPending,
    error: sending.error,
  };
}
