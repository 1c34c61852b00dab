"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";
import { useId } from "react";
import { useOfBrowser } from "#app/_lib/of-browser.ts";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { timeZoneSchema } from "#server/workspaces/schemas.ts";

const noZones: readonly string[] = [];
let knownZones: readonly string[] | undefined;

function zonesOfBrowser(): readonly string[] {
  knownZones ??= ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  return knownZones;
}

interface TimeZoneFieldProps {
  value: string;
  error: string | undefined;
  onChange: (timeZone: string) => void;
  /** What goes by it, if not the workspace. */
  hint?: (time: string) => string;
}

/** A field that offers the zones which match what is typed, and tells what time it is there. */
export function TimeZoneField({ value, error, onChange, hint }: TimeZoneFieldProps) {
  const t = useTranslations("workspace.details");
  const format = useFormatter();
  const now = useNow();
  const listId = useId();
  // The server's list may be older or newer than the browser's, which comes in its place.
  const zones = useOfBrowser(zonesOfBrowser, noZones);
  const zone = timeZoneSchema.safeParse(value);
  const time = zone.success && format.dateTime(now, { timeZone: zone.data, timeStyle: "short" });
  return (
    <Field
      label={t("timeZone")}
      hint={time ? (hint?.(time) ?? t("timeZoneHint", { time })) : t("timeZoneHintOpen")}
      error={error}
    >
      {(control) => (
        <>
          <Input
            {...control}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            list={listId}
            autoComplete="off"
            spellCheck={false}
            className="max-w-md"
          />
          <datalist id={listId}>
            {zones.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
