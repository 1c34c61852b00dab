"use client";

import { RotateCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { FilterChoice } from "#app/_components/filter-choice.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { EventFilters } from "#server/inbox/schemas.ts";
import { deliveryFilters, type FilterParams, noFilters } from "../search-params.ts";
import { useEventLabel } from "./event-badge.tsx";
import { MoreFilters } from "./more-filters.tsx";
import { SearchWords } from "./search-words.tsx";

const verdicts = ["verified", "unsigned"] as const;

interface FilterBarProps {
  filters: FilterParams;
  choices: EventFilters;
  /** Whether the reader sees deliveries. */
  hasDeliveries: boolean;
  /** How many events have arrived that these filters do not show. */
  hiddenCount: number;
  /** Searches anew; null where what arrives is sorted in by itself. */
  onSearchAgain: (() => void) | null;
  onChange: (change: Partial<FilterParams>) => void;
  searchRef: RefObject<HTMLInputElement | null>;
}

export function FilterBar({
  filters,
  choices,
  hasDeliveries,
  hiddenCount,
  onSearchAgain,
  onChange,
  searchRef,
}: FilterBarProps) {
  const t = useTranslations("inbox.filters");
  const tVerdict = useTranslations("inbox.verdict");
  const label = useEventLabel();
  const isFiltered = Object.values(filters).some((value) => value !== null);
  return (
    <fieldset
      className="flex min-w-0 items-center gap-2 overflow-x-auto p-1 [scrollbar-width:none]"
      aria-label={t("label")}
    >
      <SearchWords value={filters.text} onChange={(text) => onChange({ text })} inputRef={searchRef} />
      <FilterChoice
        name="event"
        label={t("event")}
        all={t("allEvents")}
        value={filters.type}
        options={choices.events.map((event) => ({ value: event, label: label(event) }))}
        onChange={(type) => onChange({ type })}
      />
      <FilterChoice
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
      {(hasDeliveries || filters.delivery !== null) && (
        <DeliveryChoice value={filters.delivery} onChange={(delivery) => onChange({ delivery })} />
      )}
      <MoreFilters filters={filters} onChange={onChange} />
      <FilterChoice
        name="inbox"
        label={t("inbox")}
        all={t("allInboxes")}
        value={filters.inbox}
        options={choices.inboxes.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(inbox) => onChange({ inbox })}
      />
      <FilterChoice
        name="verdict"
        label={t("verdict")}
        all={t("allVerdicts")}
        value={filters.verdict}
        options={verdicts.map((verdict) => ({ value: verdict, label: tVerdict(verdict) }))}
        onChange={(value) => onChange({ verdict: verdicts.find((verdict) => verdict === value) ?? null })}
      />
      {isFiltered && (
        <Button variant="ghost" size="sm" className="shrink-0" onClick={() => onChange(noFilters)}>
          <X aria-hidden />
          {t("clear")}
        </Button>
      )}
      {hiddenCount > 0 && <Hidden count={hiddenCount} onSearchAgain={onSearchAgain} />}
    </fieldset>
  );
}

function DeliveryChoice({
  value,
  onChange,
}: {
  value: FilterParams["delivery"];
  onChange: (value: FilterParams["delivery"]) => void;
}) {
  const t = useTranslations("inbox.filters");
  const tState = useTranslations("destinations.state");
  return (
    <FilterChoice
      name="delivery"
      label={t("delivery")}
      all={t("allDeliveries")}
      value={value}
      options={deliveryFilters.map((state) => ({
        value: state,
        label: state === "undelivered" ? t("undelivered") : tState(state),
      }))}
      onChange={(next) => onChange(deliveryFilters.find((state) => state === next) ?? null)}
    />
  );
}

function Hidden({ count, onSearchAgain }: { count: number; onSearchAgain: (() => void) | null }) {
  const t = useTranslations("inbox.filters");
  return onSearchAgain ? (
    <Button variant="ghost" size="sm" className="shrink-0" onClick={onSearchAgain} data-testid="search-again">
      <RotateCw aria-hidden />
      {t("newSince", { count })}
    </Button>
  ) : (
    <span className="whitespace-nowrap text-muted-foreground text-xs">{t("hidden", { count })}</span>
  );
}
