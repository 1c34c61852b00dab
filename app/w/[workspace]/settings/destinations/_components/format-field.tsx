"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import type { DestinationFormat } from "#server/destinations/schemas.ts";

const formats = [
  "standard",
  "raw",
  "slack",
  "discord",
  "teams",
] as const satisfies readonly DestinationFormat[];

interface FormatFieldProps {
  value: DestinationFormat;
  onChange: (format: DestinationFormat) => void;
}

/** What a body looks like, and who reads it. */
export function FormatField({ value, onChange }: FormatFieldProps) {
  const t = useTranslations("destinations");
  const id = useId();
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 font-medium text-sm">{t("form.format")}</legend>
      <RadioGroup
        value={value}
        onValueChange={(chosen) => onChange(formats.find((format) => format === chosen) ?? value)}
        className="gap-0 divide-y rounded-md border"
      >
        {formats.map((format) => (
          <Label key={format} className="flex items-start gap-2.5 px-3 py-2">
            <RadioGroupItem value={format} className="mt-0.5" aria-describedby={`${id}-${format}`} />
            <span className="grid gap-0.5">
              {t(`format.${format}`)}
              <span id={`${id}-${format}`} className="text-pretty font-normal text-muted-foreground text-xs">
                {t(`form.formatHint.${format}`)}
              </span>
            </span>
          </Label>
        ))}
      </RadioGroup>
    </fieldset>
  );
}
