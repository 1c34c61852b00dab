"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Input } from "#app/_ui/input.tsx";

/** A search reads thousands of bodies: it waits until its writer stops. */
const typingMs = 500;

interface SearchWordsProps {
  value: string | null;
  onChange: (text: string | null) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** Words that events hold; asked for on Enter, or after a pause. */
export function SearchWords({ value, onChange, inputRef }: SearchWordsProps) {
  const t = useTranslations("inbox.filters");
  /** Null while the address alone says what is searched. */
  const [typed, setTyped] = useState<string | null>(null);
  const apply = useEffectEvent((text: string) => {
    const wanted = text.trim() || null;
    if (wanted !== value) onChange(wanted);
  });
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => apply(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const shown = typed ?? value ?? "";
  function settle(text: string) {
    setTyped(null);
    const wanted = text.trim() || null;
    if (wanted !== value) onChange(wanted);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) settle(shown);
    // The first Esc clears, the second leaves the field.
    if (event.key === "Escape" && shown !== "") {
      event.preventDefault();
      settle("");
    }
  }
  return (
    <search className="relative block w-44 shrink-0 sm:w-56">
      <Search
        aria-hidden
        className="pointer-events-none absolute inset-y-0 start-2.5 my-auto size-3.5 text-muted-foreground"
      />
      <Input
        ref={inputRef}
        inputMode="search"
        enterKeyHint="search"
        value={shown}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => settle(shown)}
        placeholder={t("searchPlaceholder")}
        aria-label={t("search")}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        dir="auto"
        data-testid="filter-text"
        className={cn(
          "border-border ps-8 pe-8 shadow-none md:text-xs",
          value !== null && "border-primary/50 bg-primary/8",
        )}
      />
      {shown !== "" && (
        <Button
          variant="ghost"
          size="icon-sm"
          className="absolute inset-y-0 end-0.5 my-auto"
          aria-label={t("clearSearch")}
          onClick={() => {
            settle("");
            inputRef.current?.focus();
          }}
        >
          <X aria-hidden />
        </Button>
      )}
    </search>
  );
}
