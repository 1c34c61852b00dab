"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import { filterLimits } from "#server/event-filter/schemas.ts";
import { LabelDot } from "../label-chips.tsx";
import type { Choice } from "./use-filter-choices.ts";

interface ChoiceListProps {
  part: "numbers" | "inboxes" | "labels";
  /** Undefined while they are being read. */
  choices: readonly Choice[] | undefined;
  value: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Things of the workspace to tick. What is gone is shown as long as the filter names it, so that it can be taken out. */
export function ChoiceList({ part, choices, value, onChange }: ChoiceListProps) {
  const t = useTranslations("filters");
  if (!choices) return <p className="text-muted-foreground text-xs">{t("loading")}</p>;
  const gone = value.filter((id) => !choices.some((choice) => choice.id === id));
  if (choices.length === 0 && gone.length === 0) {
    return <p className="text-muted-foreground text-xs">{t("none")}</p>;
  }
  const isFull = value.length >= filterLimits.entries;
  const toggle = (id: string) =>
    onChange(value.includes(id) ? value.filter((other) => other !== id) : [...value, id]);
  return (
    <div className="grid gap-1.5">
      <p className="text-pretty text-muted-foreground text-xs">{t(`hints.${part}`)}</p>
      <ul aria-label={t(`parts.${part}`)} className="-mx-1 grid max-h-44 gap-1 overflow-y-auto p-1">
        {choices.map(({ id, name, color }) => (
          <li key={id}>
            <Label className="min-h-6 gap-2.5 font-normal">
              <Checkbox
                checked={value.includes(id)}
                onCheckedChange={() => toggle(id)}
                disabled={isFull && !value.includes(id)}
              />
              {color && <LabelDot color={color} />}
              <span dir="auto" className="min-w-0 truncate">
                {name}
              </span>
            </Label>
          </li>
        ))}
        {gone.map((id) => (
          <li key={id}>
            <Label className="min-h-6 gap-2.5 font-normal text-muted-foreground" title={t("goneHint")}>
              <Checkbox checked onCheckedChange={() => toggle(id)} />
              {t("gone")}
            </Label>
          </li>
        ))}
      </ul>
    </div>
  );
}
