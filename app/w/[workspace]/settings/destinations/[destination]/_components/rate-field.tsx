"use client";

import { useTranslations } from "next-intl";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { destinationLimits } from "#server/destinations/schemas.ts";

export const defaultRate = "50";

/** What was typed as deliveries per second; null while it is none. */
export function rateOf(typed: string): number | null {
  const rate = Number(typed.trim() || Number.NaN);
  return Number.isInteger(rate) && rate >= 1 && rate <= destinationLimits.maxRatePerSecond ? rate : null;
}

interface RateFieldProps {
  value: string;
  onChange: (typed: string) => void;
}

/** How fast something is sent again. */
export function RateField({ value, onChange }: RateFieldProps) {
  const t = useTranslations("destinations.replay");
  return (
    <Field
      label={t("rate")}
      error={rateOf(value) === null ? t("rateWrong", { max: destinationLimits.maxRatePerSecond }) : undefined}
    >
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete="off"
          className="max-w-32"
        />
      )}
    </Field>
  );
}
