"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ClipboardEvent, type KeyboardEvent, useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { maxKeywordCharacters, maxKeywords, uniqueKeywords } from "#server/groups/schemas.ts";

interface KeywordFieldProps {
  value: string[];
  onChange: (keywords: string[]) => void;
  error?: string | undefined;
}

const separators = /[,;\n\r\t\u060c\u3001\uff0c\uff1b]+/;

/** Keywords as chips: a comma or Enter ends one, and a pasted list becomes many. */
export function KeywordField({ value, onChange, error }: KeywordFieldProps) {
  const t = useTranslations("groups.keywords");
  const [typed, setTyped] = useState("");

  function add(text: string) {
    const words = text.split(separators).map((word) => word.trim().slice(0, maxKeywordCharacters));
    const next = uniqueKeywords([...value, ...words.filter((word) => word !== "")]);
    onChange(next.slice(0, maxKeywords));
    setTyped("");
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && typed.trim() !== "") {
      event.preventDefault();
      add(typed);
    }
    if (event.key === "Backspace" && typed === "") onChange(value.slice(0, -1));
  }

  function onPaste(event: ClipboardEvent) {
    const text = event.clipboardData.getData("text");
    if (!separators.test(text)) return;
    event.preventDefault();
    add(typed + text);
  }

  return (
    <div className="grid gap-2">
      <Field label={t("label")} hint={t("hint", { max: maxKeywords })} error={error}>
        {(control) => (
          <Input
            {...control}
            value={typed}
            dir="auto"
            autoComplete="off"
            placeholder={t("placeholder")}
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
        <ul aria-label={t("list")} className="flex flex-wrap gap-1.5">
          {value.map((keyword) => (
            <li key={keyword}>
              <Badge className="h-6 max-w-60 pe-0.5">
                <span className="truncate" dir="auto">
                  {keyword}
                </span>
                <button
                  type="button"
                  aria-label={t("remove", { keyword })}
                  className="grid size-6 place-items-center rounded-full hover:bg-accent"
                  onClick={() => onChange(value.filter((other) => other !== keyword))}
                >
                  <X aria-hidden />
                </button>
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
