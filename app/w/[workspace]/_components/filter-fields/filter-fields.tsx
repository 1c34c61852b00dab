"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "#app/_ui/cn.ts";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { filterLimits } from "#server/event-filter/schemas.ts";
import { WordList } from "../word-list.tsx";
import { ChatField } from "./chat-field.tsx";
import { ChoiceList } from "./choice-list.tsx";
import { EventChoice } from "./event-choice.tsx";
import { OneOf } from "./one-of.tsx";
import { useFilterChoices } from "./use-filter-choices.ts";
import { useFilterWords } from "./use-filter-words.ts";
import { type FilterPart, withParts } from "./with-parts.ts";

interface FilterFieldsProps {
  workspace: string;
  value: EventFilter;
  onChange: (filter: EventFilter) => void;
  /** Whether “taken care of by whoever is told” makes sense: it does for people, not for programs. */
  allowReader: boolean;
}

/** Which events somebody wants. Each part says in its line what it asks, and opens to be changed. */
export function FilterFields({ workspace, value, onChange, allowReader }: FilterFieldsProps) {
  const t = useTranslations("filters");
  const choices = useFilterChoices(workspace);
  const words = useFilterWords(value, choices);
  const change = (parts: Parameters<typeof withParts>[1]) => onChange(withParts(value, parts));
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2" data-testid="filter-fields">
      <legend className="mb-1 font-medium text-sm">{t("legend")}</legend>
      <p className="-mt-1 text-pretty text-muted-foreground text-xs">{t("hint")}</p>
      <div className="divide-y rounded-md border">
        <Part part="events" words={words.events}>
          <EventChoice
            value={value.events ?? []}
            onChange={(events) => change({ events })}
            heard={choices.events}
            byName={allowReader}
          />
        </Part>
        <Part part="direction" words={words.direction}>
          <OneOf
            part="direction"
            options={["inbound", "outbound"]}
            value={value.direction}
            onChange={(direction) => change({ direction })}
          />
        </Part>
        <Part part="kind" words={words.kind}>
          <OneOf
            part="kind"
            options={["direct", "group"]}
            value={value.kind}
            onChange={(kind) => change({ kind })}
          />
        </Part>
        <Part part="keywords" words={words.keywords}>
          <Keywords value={value.keywords ?? []} onChange={(keywords) => change({ keywords })} />
        </Part>
        <Part part="assigned" words={words.assigned}>
          <OneOf
            part="assigned"
            options={allowReader ? ["reader", "nobody"] : ["nobody"]}
            value={value.assigned}
            onChange={(assigned) => change({ assigned })}
          />
        </Part>
        <Part part="numbers" words={words.numbers}>
          <ChoiceList
            part="numbers"
            choices={choices.numbers}
            value={value.numberIds ?? []}
            onChange={(numberIds) => change({ numberIds })}
          />
        </Part>
        <Part part="chats" words={words.chats}>
          <ChatField
            workspace={workspace}
            value={value.chatIds ?? []}
            onChange={(chatIds) => change({ chatIds })}
          />
        </Part>
        <Part part="labels" words={words.labels}>
          <ChoiceList
            part="labels"
            choices={choices.labels}
            value={value.labelIds ?? []}
            onChange={(labelIds) => change({ labelIds })}
          />
        </Part>
        <Part part="inboxes" words={words.inboxes}>
          <ChoiceList
            part="inboxes"
            choices={choices.inboxes}
            value={value.inboxIds ?? []}
            onChange={(inboxIds) => change({ inboxIds })}
          />
        </Part>
      </div>
    </fieldset>
  );
}

function Part({ part, words, children }: { part: FilterPart; words: string | null; children: ReactNode }) {
  const t = useTranslations("filters");
  return (
    <details className="group" data-testid={`filter-${part}`}>
      <summary className="flex min-h-9 cursor-pointer list-none items-center gap-2 px-3 py-1.5 text-sm focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 rtl:not-group-open:rotate-180"
        />
        <span className="w-28 shrink-0 sm:w-36">{t(`parts.${part}`)}</span>
        <span
          dir="auto"
          className={cn(
            "min-w-0 flex-1 truncate text-start",
            words ? "font-medium" : "text-muted-foreground",
          )}
        >
          {words ?? t(`any.${part}`)}
        </span>
      </summary>
      <div className="px-3 pt-1 pb-3 sm:ps-9">{children}</div>
    </details>
  );
}

function Keywords({ value, onChange }: { value: string[]; onChange: (words: string[]) => void }) {
  const t = useTranslations("filters");
  return (
    <div className="grid gap-2">
      <p className="text-pretty text-muted-foreground text-xs">{t("hints.keywords")}</p>
      <WordList
        value={value}
        onChange={(words) => onChange([...new Set(words)].slice(0, filterLimits.entries))}
        maxLength={filterLimits.wordLength}
        texts={{
          label: t("keywords.label"),
          hint: t("keywords.hint", { max: filterLimits.entries }),
          placeholder: t("keywords.placeholder"),
          list: t("keywords.list"),
          remove: (name) => t("remove", { name }),
        }}
      />
    </div>
  );
}
