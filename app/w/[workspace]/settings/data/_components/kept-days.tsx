"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { type ClockName, leastDays, mostDays } from "#server/data/schemas.ts";

const offered = [30, 90, 180, 365, 730, 1825] as const;

interface KeptDaysProps {
  clock: ClockName;
  /** Null: as long as the workspace. */
  days: number | null;
  /** The plan keeps no more; null where it does not say. */
  planDays: number | null;
  disabled: boolean;
  error: string | undefined;
  onChange: (days: number | null) => void;
}

/** One clock: a usual number of days, or any. */
export function KeptDays({ clock, days, planDays, disabled, error, onChange }: KeptDaysProps) {
  const t = useTranslations("data.retention");
  const tRoom = useTranslations("common.room");
  const [isOther, setIsOther] = useState(false);
  const isCustom = isOther || (days !== null && !offered.some((usual) => usual === days));
  const value = isCustom ? "custom" : days === null ? "forever" : String(days);

  function choose(chosen: string) {
    setIsOther(chosen === "custom");
    if (chosen === "forever") onChange(null);
    else if (chosen !== "custom") onChange(Number(chosen));
    else if (days === null) onChange(offered[0]);
  }

  return (
    <div className="grid items-start gap-x-4 gap-y-2 sm:grid-cols-[1fr_16rem]">
      <div className="grid gap-0.5">
        <p className="font-medium text-sm">{t(clock)}</p>
        <p className="text-pretty text-muted-foreground text-sm">{t(`${clock}Text`)}</p>
        {planDays !== null && (
          <p className="text-pretty text-muted-foreground text-sm">
            {tRoom("planKeeps", { days: planDays })}
          </p>
        )}
      </div>
      <div className="grid gap-2">
        <Select value={value} onValueChange={choose} disabled={disabled}>
          <SelectTrigger aria-label={t(clock)}>
            <SelectValue>
              {isCustom ? t("custom") : days === null ? t("forever") : t("days", { days })}
            </SelectValue>
          </SelectTrigger>
          <SelectContent>
            <SelectItem value="forever">{t("forever")}</SelectItem>
            {offered.map((usual) => (
              <SelectItem key={usual} value={String(usual)}>
                {t("days", { days: usual })}
              </SelectItem>
            ))}
            <SelectItem value="custom">{t("custom")}</SelectItem>
          </SelectContent>
        </Select>
        {isCustom && (
          <Field label={t("customDays", { name: t(clock) })} error={error}>
            {(control) => (
              <Input
                {...control}
                type="number"
                inputMode="numeric"
                min={leastDays[clock]}
                max={mostDays}
                disabled={disabled}
                value={days === null || Number.isNaN(days) ? "" : days}
                onChange={(event) => onChange(event.target.valueAsNumber)}
              />
            )}
          </Field>
        )}
      </div>
    </div>
  );
}
