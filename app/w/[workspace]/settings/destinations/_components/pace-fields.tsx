"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import { destinationLimits } from "#server/destinations/schemas.ts";
import type { DestinationEntries } from "../entries.ts";

interface PaceFieldsProps {
  entries: DestinationEntries;
  onChange: (part: Partial<DestinationEntries>) => void;
  faultOf: (field: string) => string | undefined;
}

/** In which order and how fast it is sent. */
export function PaceFields({ entries, onChange, faultOf }: PaceFieldsProps) {
  const t = useTranslations("destinations.form");
  const hintId = useId();
  return (
    <>
      <Label className="flex items-start gap-2.5">
        <Checkbox
          checked={entries.ordered}
          onCheckedChange={(checked) => onChange({ ordered: checked === true })}
          aria-describedby={hintId}
          className="mt-0.5"
        />
        <span className="grid gap-0.5">
          {t("ordered")}
          <span id={hintId} className="text-pretty font-normal text-muted-foreground text-xs">
            {t("orderedHint")}
          </span>
        </span>
      </Label>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("rate")} hint={t("rateHint")} error={faultOf("ratePerSecond")} optional>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={entries.rate}
              onChange={(event) => onChange({ rate: event.target.value })}
              autoComplete="off"
            />
          )}
        </Field>
        <Field
          label={t("concurrency")}
          hint={
            entries.ordered
              ? t("concurrencyOrdered")
              : t("concurrencyHint", { max: destinationLimits.maxConcurrency })
          }
          error={faultOf("concurrency")}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={entries.ordered ? "1" : entries.concurrency}
              disabled={entries.ordered}
              onChange={(event) => onChange({ concurrency: event.target.value })}
              autoComplete="off"
            />
          )}
        </Field>
      </div>
    </>
  );
}
