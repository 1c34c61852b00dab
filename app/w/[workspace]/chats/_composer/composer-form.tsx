"use client";

import { SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";
import { type Content, lengthOf, limits } from "#server/messages/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { SnippetPicker } from "../_teamwork/snippet-picker.tsx";
import { nameOfChat } from "../chat-person.ts";
import { ChangedAlert } from "./changed-alert.tsx";
import type { ChatComposerProps } from "./chat-composer.tsx";
import { KindsMenu } from "./kinds-menu.tsx";
import { LengthNote } from "./length-note.tsx";
import { SendLater } from "./send-later.tsx";
import { useDraft } from "./use-draft.ts";
import { useSeenVersion } from "./use-seen-version.ts";
import { useSend } from "./use-send.ts";
import { WordsField } from "./words-field.tsx";

/** The field with its tools. What is sent leaves the field at once, and comes back when it was not taken. */
export function ComposerForm({ chat, version, onShowNewest }: ChatComposerProps) {
  const t = useTranslations("composer");
  const { viewerName } = useChatsAccess();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, write } = useDraft(chat.id);
  const [isCut, setCut] = useState(false);
  const [isPicking, setPicking] = useState(false);
  const seen = useSeenVersion(version, text !== "");
  const { send, refused, forget } = useSend({
    chat: chat.id,
    seenVersion: seen.seen,
    onRefused: (content) => {
      if (content.kind === "text") write([content.text, field.current?.value].filter(Boolean).join("\n"));
    },
  });
  const words = text.trim();
  const isTooLong = lengthOf(words) > limits.text;

  function dispatch(content: Content, options?: { anyway: boolean }) {
    send(content, options);
    seen.sentOne();
    if (content.kind === "text") write("");
    setCut(false);
    onShowNewest();
    field.current?.focus();
  }
  function submit(event: FormEvent | KeyboardEvent) {
    event.preventDefault();
    // As far as React is concerned, the forms of dialogs and popovers stand inside this one.
    if (event.target !== event.currentTarget || words === "" || isTooLong) return;
    // A second try after the warning is meant.
    dispatch({ kind: "text", text: words }, { anyway: isWarned(words) });
  }
  const isWarned = (sent: string) =>
    refused?.changed != null && refused.content.kind === "text" && refused.content.text === sent;

  function show() {
    seen.shown();
    forget();
    onShowNewest();
  }
  function insert(snippet: string) {
    const start = field.current?.selectionStart ?? text.length;
    write(
      text.slice(0, start).replace(/^\/$/, "") + snippet + text.slice(field.current?.selectionEnd ?? start),
    );
    requestAnimationFrame(() => field.current?.focus());
  }
  return (
    <form onSubmit={submit} className="mx-auto grid w-full max-w-3xl gap-2 px-3 py-2.5 sm:px-4">
      {refused?.changed ? (
        <ChangedAlert
          changed={refused.changed}
          isRefusal
          onShow={show}
          onSendAnyway={() => dispatch(refused.content, { anyway: true })}
        />
      ) : (
        <ErrorNotice error={refused?.error} />
      )}
      {!refused && text !== "" && seen.missed > 0 && (
        <ChangedAlert
          changed={{ count: seen.missed, by: "other", name: "" }}
          isRefusal={false}
          onShow={show}
          onSendAnyway={show}
        />
      )}
      <label htmlFor={id} className="sr-only">
        {t("label", { name: nameOfChat(chat) })}
      </label>
      <WordsField
        ref={field}
        id={id}
        value={text}
        onWrite={(next, wasCut) => {
          write(next);
          setCut(wasCut);
        }}
        onSend={submit}
        onSlash={() => setPicking(true)}
        placeholder={t("placeholder")}
        aria-describedby={`${id}-length`}
        aria-invalid={isTooLong || undefined}
      />
      <div className="flex flex-wrap items-center gap-1">
        <KindsMenu chat={chat} onSend={(content) => dispatch(content)} />
        <SnippetPicker
          open={isPicking}
          onOpenChange={(open) => {
            setPicking(open);
            if (!open) requestAnimationFrame(() => field.current?.focus());
          }}
          values={{ name: chat.name, me: viewerName, number: chat.numberName }}
          onPick={insert}
        />
        <LengthNote id={`${id}-length`} length={lengthOf(words)} isCut={isCut} />
        <SendLater
          chat={chat}
          content={words === "" || isTooLong ? null : { kind: "text", text: words }}
          onScheduled={() => {
            write("");
            field.current?.focus();
          }}
        />
        <Button type="submit" disabled={words === "" || isTooLong} data-testid="composer-send">
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
