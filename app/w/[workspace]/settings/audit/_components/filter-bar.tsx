"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { FilterChoice } from "#app/_components/filter-choice.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Input } from "#app/_ui/input.tsx";
import type { AuditFilters } from "#server/audit/schemas.ts";
import { type FilterParams, noFilters } from "../search-params.ts";
import { useEntryWords } from "./use-entry-words.ts";

interface FilterBarProps {
  filters: FilterParams;
  choices: AuditFilters;
  /** What the target is called, if one is filtered by. */
  targetName: string | null;
  onChange: (change: Partial<FilterParams>) => void;
}

export function FilterBar({ filters, choices, targetName, onChange }: FilterBarProps) {
  const t = useTranslations("audit.filters");
  const tOutcome = useTranslations("audit.outcome");
  const { who } = useEntryWords();
  const actions = useActionOptions(choices.actions);
  const outcomes = ["done", "refused"] as const;
  const isFiltered = Object.values(filters).some((value) => value !== null);
  return (
    <fieldset
      className="flex min-w-0 flex-wrap items-center gap-2 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:py-1 max-sm:[scrollbar-width:none]"
      aria-label={t("label")}
    >
      <FilterChoice
        name="actor"
        label={t("actor")}
        all={t("allActors")}
        value={filters.actor}
        options={choices.actors.map((actor) => ({ value: actor.id ?? actor.kind, label: who(actor) }))}
        onChange={(actor) => onChange({ actor })}
      />
      <FilterChoice
        name="action"
        label={t("action")}
        all={t("allActions")}
        value={filters.action}
        options={actions}
        onChange={(action) => onChange({ action })}
      />
      <FilterChoice
        name="outcome"
        label={t("outcome")}
        all={t("allOutcomes")}
        value={filters.outcome}
        options={outcomes.map((outcome) => ({ value: outcome, label: tOutcome(outcome) }))}
        onChange={(value) => onChange({ outcome: outcomes.find((outcome) => outcome === value) ?? null })}
      />
      <Day label={t("from")} value={filters.from} onChange={(from) => onChange({ from })} />
      <Day label={t("to")} value={filters.to} onChange={(to) => onChange({ to })} />
      {filters.target !== null && (
        <Button
          variant="outline"
          className="max-w-52 border-primary/50 bg-primary/8 text-primary text-xs"
          aria-label={t("removeTarget")}
          title={t("removeTarget")}
          onClick={() => onChange({ target: null })}
        >
          <span className="truncate">{t("target", { name: targetName ?? filters.target })}</span>
          <X aria-hidden />
        </Button>
      )}
      {isFiltered && (
        <Button variant="ghost" size="sm" onClick={() => onChange(noFilters)}>
          <X aria-hidden />
          {t("clear")}
        </Button>
      )}
    </fieldset>
  );
}

/** The acts that occur, each group below its heading, which is a choice too. */
function useActionOptions(actions: readonly string[]) {
  const t = useTranslations("audit.filters");
  const { what, entity } = useEntryWords();
  const groups = Map.groupBy(actions, (action) => action.split(".")[0] ?? action);
  return [...groups].flatMap(([name, acts]) => [
    { value: name, label: t("everythingOf", { entity: entity(name) }) },
    ...acts.map((action) => {
      // What occurs only as a refusal has a sentence of that kind alone.
      const done = what({ action, outcome: "done" });
      const label = done === action ? what({ action, outcome: "refused" }) : done;
      return { value: action, label, content: <span className="ps-3">{label}</span> };
    }),
  ]);
}

interface DayProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

function Day({ label, value, onChange }: DayProps) {
  const id = useId();
  return (
    <div className="flex shrink-0 items-center gap-1.5">
      <label htmlFor={id} className="text-muted-foreground text-xs">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || null)}
        className={cn(
          "w-34 border-border px-2 shadow-none md:text-xs",
          value !== null && "border-primary/50 bg-primary/8 text-primary",
        )}
      />
    </div>
  );
}
