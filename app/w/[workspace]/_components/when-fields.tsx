"use client";

import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { timeZoneSchema } from "#server/workspaces/schemas.ts";
import { fieldOfInstant, instantOfField, snoozeTimes } from "../_lib/snooze-times.ts";

/** A time as people give it: what the clocks show (as a `datetime-local` field has it), and where those hang. */
export interface When {
  wall: string;
  zone: string;
}

/** The moment that is meant; null while there is none. */
export function instantOf({ wall, zone }: When): Date | null {
  if (!timeZoneSchema.safeParse(zone).success) return null;
  const at = instantOfField(zone, wall);
  return at === null ? null : new Date(at);
}

/** Tomorrow morning on the reader's clocks, or a moment that was chosen before. */
export function useWhen(initial?: { at: string; timeZone: string }) {
  const zone = useTimeZone() ?? "UTC";
  return useState<When>(() =>
    initial
      ? { wall: fieldOfInstant(initial.timeZone, Date.parse(initial.at)), zone: initial.timeZone }
      : { wall: fieldOfInstant(zone, snoozeTimes(zone, Date.now()).tomorrow), zone },
  );
}

interface WhenFieldsProps {
  when: When;
  onChange: (when: When) => void;
}

/** The moments that people often mean, a time of one's own, and the place whose clocks count. */
export function WhenFields({ when, onChange }: WhenFieldsProps) {
  const t = useTranslations("composer.later");
  const format = useFormatter();
  const reasonText = useReasonText();
  const zonesId = useId();
  const own = useTimeZone() ?? "UTC";
  const [opened] = useState(() => Date.now());
  const [isElsewhere, setElsewhere] = useState(when.zone !== own);
  const isZone = timeZoneSchema.safeParse(when.zone).success;
  const at = instantOf(when);
  const times = snoozeTimes(isZone ? when.zone : own, opened);
  const isPast = at !== null && at.getTime() <= opened;
  const moment =
    at &&
    format.dateTime(at, {
      ...{ weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" },
      ...{ timeZone: when.zone, timeZoneName: "short" },
    });
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-1.5">
        {(["inAnHour", "tomorrow", "nextMonday"] as const).map((name) => (
          <Button
            key={name}
            variant="outline"
            size="sm"
            className="aria-pressed:border-primary aria-pressed:bg-accent"
            aria-pressed={at !== null && fieldOfInstant(when.zone, times[name]) === when.wall}
            onClick={() => onChange({ ...when, wall: fieldOfInstant(isZone ? when.zone : own, times[name]) })}
            data-testid={`later-${name}`}
          >
            {t(name)}
          </Button>
        ))}
      </div>
      <Field
        label={t("at")}
        hint={!isPast && moment ? t("goesOut", { moment }) : undefined}
        error={isPast ? (reasonText("scheduled.past") ?? undefined) : undefined}
      >
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            required
            value={when.wall}
            onChange={(event) => onChange({ ...when, wall: event.target.value })}
            data-testid="later-at"
          />
        )}
      </Field>
      {isElsewhere ? (
        <Field label={t("zone")} error={isZone ? undefined : (reasonText("time_zone_unknown") ?? undefined)}>
          {(control) => (
            <>
              <Input
                {...control}
                value={when.zone}
                onChange={(event) => onChange({ ...when, zone: event.target.value })}
                list={zonesId}
                autoComplete="off"
                spellCheck={false}
                dir="ltr"
                data-testid="later-zone"
              />
              <datalist id={zonesId}>
                {Intl.supportedValuesOf("timeZone").map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-muted-foreground text-xs">
          {t("ownZone", { zone: when.zone })}
          <Button variant="link" size="sm" onClick={() => setElsewhere(true)} data-testid="later-change-zone">
            {t("changeZone")}
          </Button>
        </p>
      )}
    </div>
  );
}
