"use client";

import { useTranslations } from "next-intl";
import { Field } from "#app/_ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import type { NumberView } from "#server/numbers/view.ts";

interface NumberFieldProps {
  numbers: NumberView[];
  value: string;
  onChange: (numberId: string) => void;
}

/** Which number is meant; one that does not work says so, and can do nothing in a group. */
export function NumberField({ numbers, value, onChange }: NumberFieldProps) {
  const t = useTranslations("groups.numberField");
  const tNumbers = useTranslations("numbers");
  return (
    <Field label={t("label")}>
      {(control) => (
        <Select value={value} onValueChange={onChange}>
          <SelectTrigger {...control}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {numbers.map(({ id, name, status }) => (
              <SelectItem key={id} value={id}>
                {name || tNumbers("unnamed")}
                {status !== "working" && ` · ${t("notWorking")}`}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}

/** The one that people most likely mean: the first that works. */
export const likelyNumber = (numbers: readonly NumberView[]): string =>
  (numbers.find(({ status }) => status === "working") ?? numbers[0])?.id ?? "";
