"use client";

import { useTranslations } from "next-intl";
import { Field } from "#app/_ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";

const choices = [7, 30, 60, 90, 180, 365, null] as const;
export type Expiry = (typeof choices)[number];

interface ExpiryFieldProps {
  label: string;
  /** Days from now; null never. */
  value: Expiry;
  onChange: (value: Expiry) => void;
}

export function ExpiryField({ label, value, onChange }: ExpiryFieldProps) {
  const t = useTranslations("tokens.expiry");
  const text = (days: Expiry) => (days === null ? t("never") : t("days", { days }));
  const choose = (key: string) => onChange(choices.find((days) => String(days) === key) ?? null);
  return (
    <Field label={label} hint={value === null ? t("neverHint") : undefined}>
      {(control) => (
        <Select value={String(value)} onValueChange={choose}>
          <SelectTrigger {...control}>
            <SelectValue>{text(value)}</SelectValue>
          </SelectTrigger>
          <SelectContent>
            {choices.map((days) => (
              <SelectItem key={String(days)} value={String(days)}>
                {text(days)}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}
