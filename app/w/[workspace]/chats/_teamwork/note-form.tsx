"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import type { Assignee, NoteView } from "#server/chats/schemas.ts";
import { MentionList, mentionOptionId } from "./mention-list.tsx";
import { mentionAt, nameOf, stillNamed } from "./note-text.ts";
import { useMentions } from "./use-mentions.ts";

const maxLength = 4096;

interface NoteFormProps {
  initial?: Pick<NoteView, "text" | "mentions">;
  submitLabel: string;
  isSaving: boolean;
  error: unknown;
  focusFirst?: boolean;
  onSubmit: (note: { text: string; mentions: string[] }) => void;
  onCancel?: () => void;
}

/** The words of a note. `@` opens the list of members: arrows choose, Enter or Tab takes, Esc closes. */
export function NoteForm({
  initial,
  submitLabel,
  isSaving,
  error,
  focusFirst,
  onSubmit,
  onCancel,
}: NoteFormProps) {
  const t = useTranslations("teamwork.note");
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(initial?.text ?? "");
  const [picked, setPicked] = useState<readonly Assignee[]>(initial?.mentions ?? []);
  const [caret, setCaret] = useState(0);
  const mention = mentionAt(text, caret);
  const list = useMentions(mention?.query ?? null);
  const tooLong = text.trim().length - maxLength;
  const maySubmit = text.trim() !== "" && tooLong <= 0 && !isSaving;

  function take(person: Assignee) {
    if (!mention) return;
    const before = `${text.slice(0, mention.start)}@${nameOf(person)} `;
    // At once: the next key must not come before the caret stands behind the name.
    flushSync(() => {
      setText(before + text.slice(caret));
      setPicked([...picked.filter(({ userId }) => userId !== person.userId), person]);
      setCaret(before.length);
    });
    field.current?.focus();
    field.current?.setSelectionRange(before.length, before.length);
  }
  function submit(event: FormEvent | KeyboardEvent) {
    event.preventDefault();
    if (maySubmit) onSubmit({ text, mentions: stillNamed(text, picked).map(({ userId }) => userId) });
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // A word that is still being put together (Chinese, say) keeps its keys.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) return submit(event);
    if (list.onKey(event.key, take)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Escape" && onCancel) onCancel();
  }
  return (
    <form onSubmit={submit} className="relative grid gap-2">
      <ErrorNotice error={error} />
      <label htmlFor={id} className="sr-only">
        {t("write")}
      </label>
      {list.isOpen && <MentionList id={`${id}-list`} list={list} onTake={take} />}
      <Textarea
        ref={field}
        id={id}
        dir="auto"
        autoFocus={focusFirst || initial !== undefined}
        value={text}
        placeholder={t("placeholder")}
        aria-describedby={`${id}-hint`}
        aria-invalid={tooLong > 0 || undefined}
        role="combobox"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={list.isOpen}
        aria-controls={list.isOpen ? `${id}-list` : undefined}
        aria-activedescendant={list.active ? mentionOptionId(`${id}-list`, list.active) : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        data-testid="note-input"
        className="max-h-48 min-h-16 border-warning/50 bg-card"
      />
      <div className="flex items-center gap-2">
        <p id={`${id}-hint`} role="status" className="min-w-0 flex-1 text-warning text-xs">
          {tooLong > 0 ? t("tooLong", { count: tooLong }) : t("teamOnly")}
        </p>
        {onCancel && (
          <Button size="sm" variant="ghost" onClick={onCancel}>
            {t("cancel")}
          </Button>
        )}
        <Button
          type="submit"
          size="sm"
          loading={isSaving}
          disabled={!maySubmit && !isSaving}
          data-testid="note-submit"
        >
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
