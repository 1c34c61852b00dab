"use client";

import { useQuery } from "@tanstack/react-query";
import { BookText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import { fillIn, type Placeholder, type SnippetView } from "#server/snippets/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";

interface SnippetPickerProps {
  /** The composer opens it when somebody types a slash into nothing, or by its button. */
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What placeholders stand for; one without a value is inserted as it stands. */
  values: Partial<Record<Placeholder, string | null>>;
  /** Gets the words to insert. */
  onPick: (text: string) => void;
}

/** A button with the list of snippets: typing filters, arrows choose, Enter inserts, Esc goes back to the answer. */
export function SnippetPicker({ open, onOpenChange, values, onPick }: SnippetPickerProps) {
  const t = useTranslations("teamwork.picker");
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("open")}
          title={t("open")}
          data-testid="snippet-button"
        >
          <BookText aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent
        side="top"
        className="w-96 overflow-hidden p-0"
        // Whoever picked, or gave up, goes on writing where they were.
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
        <Snippets
          onPick={(snippet) => {
            onOpenChange(false);
            onPick(fillIn(snippet.text, values));
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

/** The best fits first: by the beginning of the shortcut, then by anything in it. */
function matching(snippets: readonly SnippetView[], query: string): SnippetView[] {
  const wanted = query.trim().toLowerCase().replace(/^\//, "");
  if (wanted === "") return [...snippets];
  const holds = ({ shortcut, name, text }: SnippetView) =>
    `${shortcut}\n${name}\n${text}`.toLowerCase().includes(wanted);
  const starts = ({ shortcut }: SnippetView) => shortcut.startsWith(wanted);
  return snippets.filter(holds).sort((a, b) => Number(starts(b)) - Number(starts(a)));
}

function Snippets({ onPick }: { onPick: (snippet: SnippetView) => void }) {
  const t = useTranslations("teamwork.picker");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const listId = useId();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { data = [], isPending } = useQuery(trpc.snippets.list.queryOptions({ workspace }));
  const found = matching(data, query);
  const active = found[Math.min(at, found.length - 1)];

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || found.length === 0) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setAt((Math.min(at, found.length - 1) + by + found.length) % found.length);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      onPick(active);
    }
  }
  return (
    <>
      <div className="border-b p-2">
        <Input
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-label={t("search")}
          placeholder={t("search")}
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
          data-testid="snippet-search"
        />
      </div>
      <div
        id={listId}
        role="listbox"
        tabIndex={-1}
        aria-label={t("list")}
        className="max-h-64 overflow-y-auto p-1"
      >
        {found.map((snippet) => (
          <SnippetOption
            key={snippet.id}
            id={`${listId}-${snippet.id}`}
            snippet={snippet}
            isActive={snippet === active}
            onPick={() => onPick(snippet)}
          />
        ))}
      </div>
      {found.length === 0 && !isPending && (
        <p className="px-3 pb-3 text-muted-foreground text-sm" role="status">
          {data.length === 0 ? t("none") : t("empty")}
        </p>
      )}
      <div className="flex items-center justify-between gap-2 border-t px-3 py-1.5 text-muted-foreground text-xs">
        <span>{t("hint")}</span>
        <Link
          href={`/w/${workspace}/settings/snippets`}
          className="inline-flex min-h-6 items-center text-primary underline-offset-4 hover:underline"
        >
          {t("manage")}
        </Link>
      </div>
    </>
  );
}

interface SnippetOptionProps {
  id: string;
  snippet: SnippetView;
  isActive: boolean;
  onPick: () => void;
}

function SnippetOption({ id, snippet, isActive, onPick }: SnippetOptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and takes the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      ref={isActive ? (option) => option?.scrollIntoView({ block: "nearest" }) : undefined}
      onClick={onPick}
      data-testid="snippet-option"
      className="grid cursor-default gap-0.5 rounded-md px-2 py-1.5 hover:bg-accent/60 aria-selected:bg-accent"
    >
      <span className="flex items-baseline gap-2 text-sm">
        <span dir="auto" className="min-w-0 truncate font-medium">
          {snippet.name}
        </span>
        <code className="text-muted-foreground text-xs" dir="ltr">
          /{snippet.shortcut}
        </code>
      </span>
      <span dir="auto" className="truncate text-muted-foreground text-xs">
        {snippet.text}
      </span>
    </div>
  );
}
