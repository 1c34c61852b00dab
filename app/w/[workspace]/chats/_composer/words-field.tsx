"use client";

import type { ClipboardEvent, ComponentProps, KeyboardEvent } from "react";
import { Textarea } from "#app/_ui/textarea.tsx";
import { cutTo, lengthOf, limits } from "#server/messages/schemas.ts";

interface WordsFieldProps extends Omit<ComponentProps<"textarea">, "value"> {
  value: string;
  /** `wasCut`: more was pasted than a message holds. */
  onWrite: (text: string, wasCut: boolean) => void;
  onSend: (event: KeyboardEvent) => void;
  /** A slash was typed into nothing. */
  onSlash: () => void;
}

/** A field that never holds more than a message does: a paste of megabytes is cut before the page has to draw it. */
export function WordsField({ value, onWrite, onSend, onSlash, ...props }: WordsFieldProps) {
  function paste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = event.clipboardData.getData("text");
    const { selectionStart: start, selectionEnd: end } = event.currentTarget;
    const room = limits.text - lengthOf(value) + lengthOf(value.slice(start, end));
    const fits = cutTo(pasted, Math.max(0, room));
    if (fits.length === pasted.length) return;
    event.preventDefault();
    const field = event.currentTarget;
    field.setRangeText(fits, start, end, "end");
    onWrite(field.value, true);
  }
  function change(next: string) {
    const kept = next.length > 2 * limits.text ? cutTo(next, limits.text) : next;
    onWrite(kept, kept.length < next.length);
  }
  function key(event: KeyboardEvent<HTMLTextAreaElement>) {
    // A word that is still being put together (Chinese, say) keeps its keys.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) onSend(event);
    if (event.key === "/" && value === "") {
      event.preventDefault();
      onSlash();
    }
  }
  return (
    <Textarea
      dir="auto"
      value={value}
      onChange={(event) => change(event.target.value)}
      onPaste={paste}
      onKeyDown={key}
      data-testid="composer-input"
      data-shortcut="reply"
      className="max-h-48 min-h-11"
      {...props}
    />
  );
}
