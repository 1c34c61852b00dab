"use client";

import { useTranslations } from "next-intl";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { useFilterChoices } from "./use-filter-choices.ts";
import { useFilterWords } from "./use-filter-words.ts";
import { filterParts } from "./with-parts.ts";

/** A filter in one line: what it asks, part by part, or that it lets everything through. */
export function FilterSummary({ workspace, value }: { workspace: string; value: EventFilter }) {
  const t = useTranslations("filters");
  const words = useFilterWords(value, useFilterChoices(workspace));
  const set = filterParts.filter((part) => words[part] !== null);
  if (set.length === 0) return <span>{t("set", { count: 0 })}</span>;
  return (
    <span className="flex min-w-0 flex-wrap gap-x-3 gap-y-0.5">
      {set.map((part) => (
        <span key={part} className="min-w-0 [overflow-wrap:anywhere]">
          <span className="sr-only">{t(`parts.${part}`)}: </span>
          <span dir="auto" title={t(`parts.${part}`)}>
            {words[part]}
          </span>
        </span>
      ))}
    </span>
  );
}
