"use client";

import { useTranslations } from "next-intl";
import { Input } from "#app/_ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { type Sorting, sortings } from "../trouble.ts";

interface ArrangementProps {
  words: string;
  sorting: Sorting;
  shown: number;
  total: number;
  onChange: (change: { q?: string; sort?: Sorting }) => void;
}

/** What is looked for, and in which order. */
export function Arrangement({ words, sorting, shown, total, onChange }: ArrangementProps) {
  const t = useTranslations("overview");
  const tCommon = useTranslations("common");
  return (
    <search className="flex flex-wrap items-center gap-2">
      <Input
        type="search"
        value={words}
        onChange={(event) => onChange({ q: event.target.value })}
        aria-label={t("search")}
        placeholder={tCommon("search")}
        className="max-w-72 flex-1"
      />
      <Select
        value={sorting}
        onValueChange={(value) => onChange({ sort: sortings.find((known) => known === value) ?? sorting })}
      >
        <SelectTrigger aria-label={t("sort.label")} className="w-40">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {sortings.map((known) => (
            <SelectItem key={known} value={known}>
              {t(`sort.${known}`)}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <span role="status" className="text-muted-foreground text-sm">
        {t("count", { shown, total })}
      </span>
    </search>
  );
}
