"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import type { EventFilters } from "#server/inbox/schemas.ts";
import { type FilterParams, noFilters } from "../search-params.ts";
import { useEventLabel } from "./event-badge.tsx";

/** Radix has no empty value. */
const any = "*";

interface FilterBarProps {
  filters: FilterParams;
  choices: EventFilters;
  /** How many events have arrived that these filters do not show. */
  hiddenCount: number;
  onChange: (change: Partial<FilterParams>) => void;
}

export function FilterBar({ filters, choices, hiddenCount, onChange }: FilterBarProps) {
  const t = useTranslations("inbox.filters");
  const tVerdict = useTranslations("inbox.verdict");
  const label = useEventLabel();
  const isFiltered = Object.values(filters).some((value) => value !== null);
  const verdicts = ["verified", "unsigned"] as const;
  return (
    <fieldset
      className="flex min-w-0 items-center gap-2 overflow-x-auto py-1 [scrollbar-width:none]"
      aria-label={t("label")}
    >
      <Choice
        name="event"
        label={t("event")}
        all={t("allEvents")}
        value={filters.type}
        options={choices.events.map((event) => ({ value: event, label: label(event) }))}
        onChange={(type) => onChange({ type })}
      />
      <Choice
        name="number"
        label={t("number")}
        all={t("allNumbers")}
        value={filters.number}
        options={choices.numbers.map(({ sessionId, name }) => ({
          value: sessionId,
          label: name || t("unnamed"),
        }))}
        onChange={(number) => onChange({ number })}
      />
      <Choice
        name="inbox"
        label={t("inbox")}
        all={t("allInboxes")}
        value={filters.inbox}
        options={choices.inboxes.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(inbox) => onChange({ inbox })}
      />
      <Choice
        name="verdict"
        label={t("verdict")}
        all={t("allVerdicts")}
        value={filters.verdict}
        options={verdicts.map((verdict) => ({ value: verdict, label: tVerdict(verdict) }))}
        onChange={(value) => onChange({ verdict: verdicts.find((verdict) => verdict === value) ?? null })}
      />
      {isFiltered && (
        <Button variant="ghost" size="sm" onClick={() => onChange(noFilters)}>
          <X aria-hidden />
          {t("clear")}
        </Button>
      )}
      {hiddenCount > 0 && (
        <span className="whitespace-nowrap text-muted-foreground text-xs">
          {t("hidden", { count: hiddenCount })}
        </span>
      )}
    </fieldset>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  all: string;
  value: string | null;
  options: { value: string; label: string }[];
  onChange: (value: string | null) => void;
}

function Choice({ name, label, all, value, options, onChange }: ChoiceProps) {
  // A filter from the address may name what no longer exists; it is shown as it stands, so that it can be cleared.
  const chosen = options.find((option) => option.value === value);
  const isKnown = value === null || chosen !== undefined;
  return (
    <Select value={value ?? any} onValueChange={(next) => onChange(next === any ? null : next)}>
      <SelectTrigger
        aria-label={label}
        data-testid={`filter-${name}`}
        className={cn(
          "h-8 w-auto max-w-48 shrink-0 border-border shadow-none md:text-xs",
          value !== null && "border-primary/50 bg-primary/8 font-medium text-primary",
        )}
      >
        {/* Named here too: radix knows the text only in the browser, and the buttons would jump. */}
        <SelectValue>{value === null ? all : (chosen?.label ?? value)}</SelectValue>
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={any}>{all}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.label}
          </SelectItem>
        ))}
        {!isKnown && <SelectItem value={value}>{value}</SelectItem>}
      </SelectContent>
    </Select>
  );
}
