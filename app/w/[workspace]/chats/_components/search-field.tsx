"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent, RefObject } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Goes to the first result. */
  onDown: () => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** One field for words of messages, names, and digits of a phone number. */
export function SearchField({ value, onChange, onDown, inputRef }: SearchFieldProps) {
  const t = useTranslations("chats.search");
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || (event.key === "Enter" && !event.nativeEvent.isComposing)) {
      event.preventDefault();
      onDown();
    }
    // The first Esc clears, the second leaves the field.
    if (event.key === "Escape" && value !== "") {
      event.preventDefault();
      onChange("");
    }
  }
  return (
    <search className="relative block">
      <Search
        aria-hidden
        className="pointer-events-none absolute inset-y-0 start-2.5 my-auto size-4 text-muted-foreground"
      />
      <Input
        ref={inputRef}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={t("placeholder")}
        aria-label={t("label")}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        data-testid="chat-search"
        className="border-border ps-8 pe-9 shadow-none"
      />
      {value === "" ? (
        <Kbd className="absolute inset-y-0 end-2 my-auto hidden md:inline-flex">/</Kbd>
      ) : (
        <Button
          variant="ghost"
          size="icon-sm"
          className="absolute inset-y-0 end-0.5 my-auto"
          aria-label={t("clear")}
          onClick={() => {
            onChange("");
            inputRef.current?.focus();
          }}
        >
          <X aria-hidden />
        </Button>
      )}
    </search>
  );
}
