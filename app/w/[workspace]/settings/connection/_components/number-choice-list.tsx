"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { NumberStatus } from "../../../_components/number-status.tsx";

interface NumberChoiceListProps {
  legend: string;
  numbers: ConnectionView["numbers"];
  /** Session ids. */
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

export function NumberChoiceList({ legend, numbers, chosen, onChange }: NumberChoiceListProps) {
  const t = useTranslations("connection.choose");
  const allId = useId();
  const areAllChosen = numbers.every(({ sessionId }) => chosen.has(sessionId));

  function toggle(sessionId: string, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) next.add(sessionId);
    else next.delete(sessionId);
    onChange(next);
  }

  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">{legend}</legend>
      <div className="flex items-center justify-between gap-3 px-3 text-muted-foreground text-xs">
        <label htmlFor={allId} className="flex min-h-6 items-center gap-3">
          <Checkbox
            id={allId}
            checked={areAllChosen || (chosen.size > 0 && "indeterminate")}
            onCheckedChange={(isChosen) =>
              onChange(new Set(isChosen === true ? numbers.map(({ sessionId }) => sessionId) : []))
            }
          />
          {t("all")}
        </label>
        <span role="status">{t("count", { chosen: chosen.size, total: numbers.length })}</span>
      </div>
      <ul className="divide-y rounded-lg border">
        {numbers.map((number) => (
          <li key={number.sessionId} data-testid="number-choice">
            <NumberOption
              number={number}
              isChosen={chosen.has(number.sessionId)}
              onChange={(isChosen) => toggle(number.sessionId, isChosen)}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

interface NumberOptionProps {
  number: ConnectionView["numbers"][number];
  isChosen: boolean;
  onChange: (isChosen: boolean) => void;
}

function NumberOption({ number, isChosen, onChange }: NumberOptionProps) {
  const t = useTranslations("connection.choose");
  const id = useId();
  return (
    <label htmlFor={id} className="flex cursor-pointer items-center gap-3 px-3 py-2.5 hover:bg-muted/60">
      <Checkbox id={id} checked={isChosen} onCheckedChange={(checked) => onChange(checked === true)} />
      <span className="grid min-w-0 flex-1">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{number.name || t("unnamed")}</span>
          {number.isBusiness && <Badge tone="outline">{t("business")}</Badge>}
        </span>
        <span className="truncate text-muted-foreground text-xs" dir="auto">
          {number.phoneNumber ?? t("noPhone")}
        </span>
      </span>
      <NumberStatus status={number.status} />
    </label>
  );
}
