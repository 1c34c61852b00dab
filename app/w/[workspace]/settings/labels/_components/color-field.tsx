"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { LabelDot } from "../../../_components/label-chips.tsx";
import { swatches, swatchNames } from "../../../_lib/label-color.ts";

interface ColorFieldProps {
  value: string;
  onChange: (color: string) => void;
  error: string | undefined;
}

/** Named colours to choose from, and a field for any other. */
export function ColorField({ value, onChange, error }: ColorFieldProps) {
  const t = useTranslations("labels");
  const name = useId();
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1.5 font-medium text-sm">{t("form.color")}</legend>
      <div className="flex flex-wrap gap-1.5">
        {swatchNames.map((swatch) => (
          <label key={swatch} title={t(`swatches.${swatch}`)} className="relative">
            <input
              type="radio"
              name={name}
              value={swatches[swatch]}
              checked={value.toLowerCase() === swatches[swatch]}
              onChange={() => onChange(swatches[swatch])}
              className="peer sr-only"
            />
            <span className="grid size-8 cursor-pointer place-items-center rounded-full border-2 border-transparent transition-colors hover:border-border peer-checked:border-foreground peer-focus-visible:outline-2 peer-focus-visible:outline-ring peer-focus-visible:outline-offset-2">
              <LabelDot color={swatches[swatch]} className="size-5.5" />
            </span>
            <span className="sr-only">{t(`swatches.${swatch}`)}</span>
          </label>
        ))}
      </div>
      <Field label={t("form.custom")} hint={t("form.customHint")} error={error}>
        {(control) => (
          <Input
            {...control}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            maxLength={7}
            autoComplete="off"
            spellCheck={false}
            dir="ltr"
            className="max-w-32 font-mono"
          />
        )}
      </Field>
    </fieldset>
  );
}
