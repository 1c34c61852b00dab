"use client";

import { X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";

interface WordListProps {
  value: readonly string[];
  /** Gets words as they were typed, cut to `maxLength`, with those that are there already. */
  onChange: (words: string[]) => void;
  maxLength: number;
  texts: {
    label: string;
    hint: string;
    placeholder: string;
    /** Names the chips. */
    list: string;
    remove: (word: string) => string;
  };
  error?: string | undefined;
}

const separators = /[,;\n\r\t\u060c\u3001\uff0c\uff1b]+/;

/** Words as chips: a comma or Enter ends one, and a pasted list becomes many. */
export function WordList({ value, onChange, maxLength, texts, error }: WordListProps) {
  const [typed, setTyped] = useState("");

  function add(text: string) {
    const words = text.split(separators).map((word) => word.trim().slice(0, maxLength));
    onChange([...value, ...words.filter((word) => word !== "")]);
    setTyped("");
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && typed.trim() !== "") {
      event.preventDefault();
      add(typed);
    }
    if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
  }

  function onPaste(event: ClipboardEvent) {
    const text = event.clipboardData.getData("text");
    if (!separators.test(text)) return;
    event.preventDefault();
    add(typed + text);
  }

  return (
    <div className="grid gap-2">
      <Field label={texts.label} hint={texts.hint} error={error}>
        {(control) => (
          <Input
            {...control}
            value={typed}
            dir="auto"
            autoComplete="off"
            placeholder={texts.placeholder}
            onChange={({ target }) =>
              separators.test(target.value) ? add(target.value) : setTyped(target.value)
            }
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => typed.trim() !== "" && add(typed)}
          />
        )}
      </Field>
      {value.length > 0 && (
        <ul aria-label={texts.list} className="flex flex-wrap gap-1.5">
          {value.map((word) => (
            <li key={word}>
              <RemovableChip
                text={word}
                label={texts.remove(word)}
                onRemove={() => onChange(value.filter((other) => other !== word))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A word that can be taken away; `label` says so to who cannot see the cross. */
export function RemovableChip({
  text,
  label,
  onRemove,
}: {
  text: string;
  label: string;
  onRemove: () => void;
}) {
  return (
    <Badge className="h-6 max-w-60 pe-0.5">
      <span className="truncate" dir="auto">
        {text}
      </span>
      <button
        type="button"
        aria-label={label}
        className="grid size-6 place-items-center rounded-full hover:bg-accent"
        onClick={onRemove}
      >
        <X aria-hidden />
      </button>
    </Badge>
  );
}
