"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { type NotificationSettings, settingsSchema } from "#server/subscriptions/schemas.ts";
import { TimeZoneField } from "../../general/_components/time-zone-field.tsx";
import { DayFields } from "./day-fields.tsx";
import { MuteAll } from "./mute-all.tsx";
import { TimeField } from "./time-field.tsx";
import { useTimeWords } from "./use-time-words.ts";

const usualQuiet = { quietFrom: 22 * 60, quietUntil: 7 * 60 };

/** When the reader wants pushes and mails. What was changed elsewhere shows where nothing was touched yet. */
export function WhenToTell({ workspace }: { workspace: string }) {
  const t = useTranslations("subscriptions.when");
  const tCommon = useTranslations("common");
  const reasonText = useReasonText();
  const { stored, save } = useSettings(workspace);
  const [edited, setEdited] = useState<Partial<NotificationSettings>>({});
  const [isZoneWrong, setZoneWrong] = useState(false);
  const settings = { ...stored, ...edited };
  const isChanged = JSON.stringify(settings) !== JSON.stringify(stored);

  function edit(change: Partial<NotificationSettings>) {
    setEdited({ ...edited, ...change });
    setZoneWrong(false);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const input = settingsSchema.safeParse(settings);
    setZoneWrong(!input.success);
    if (!input.success || !isChanged || save.isPending) return;
    save.mutate(
      { workspace, ...input.data },
      {
        onSuccess: () => {
          setEdited({});
          toast.success(t("saved"));
        },
      },
    );
  }

  return (
    <form onSubmit={submit} noValidate data-testid="when-to-tell">
      <Card className="pb-0">
        <CardHeader>
          <CardTitle>{t("title")}</CardTitle>
          <CardDescription>{t("description")}</CardDescription>
        </CardHeader>
        <CardContent className="grid gap-5">
          <MuteAll
            settings={stored}
            pending={save.isPending}
            onMute={(mutedUntil) => save.mutateAsync({ workspace, ...stored, mutedUntil })}
          />
          <TimeZoneField
            value={settings.timeZone}
            error={isZoneWrong ? (reasonText("time_zone_unknown") ?? undefined) : undefined}
            onChange={(timeZone) => edit({ timeZone })}
            hint={(time) => t("timeZoneHint", { time })}
          />
          <QuietHours settings={settings} onChange={edit} />
          <DayFields
            legend={t("quietDays")}
            hint={t("quietDaysHint")}
            value={settings.quietDays}
            onChange={(quietDays) => edit({ quietDays })}
          />
          <DigestHour value={settings.digestHour} onChange={(digestHour) => edit({ digestHour })} />
          <ErrorNotice error={save.error} />
        </CardContent>
        <CardFooter className="border-t py-3">
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            {tCommon("save")}
          </Button>
        </CardFooter>
      </Card>
    </form>
  );
}

function useSettings(workspace: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: stored } = useSuspenseQuery(trpc.subscriptions.settings.queryOptions({ workspace }));
  const save = useMutation(
    trpc.subscriptions.setSettings.mutationOptions({
      onSuccess: (saved) =>
        queryClient.setQueryData(trpc.subscriptions.settings.queryKey({ workspace }), saved),
    }),
  );
  return { stored, save };
}

interface QuietHoursProps {
  settings: NotificationSettings;
  onChange: (change: Pick<NotificationSettings, "quietFrom" | "quietUntil">) => void;
}

function QuietHours({ settings: { quietFrom, quietUntil }, onChange }: QuietHoursProps) {
  const t = useTranslations("subscriptions.when");
  const id = useId();
  const isOn = quietFrom !== null && quietUntil !== null;
  const none = { quietFrom: null, quietUntil: null };
  return (
    <fieldset className="grid min-w-0 gap-2" aria-describedby={`${id}-hint`}>
      <legend className="mb-1.5 font-medium text-sm">{t("quietHours")}</legend>
      <Label className="min-h-6 gap-2.5 font-normal">
        <Checkbox checked={isOn} onCheckedChange={(state) => onChange(state === true ? usualQuiet : none)} />
        {t("quietOn")}
      </Label>
      {isOn && (
        <div className="ms-6.5 flex flex-wrap gap-3">
          <TimeField
            label={t("from")}
            value={quietFrom}
            onChange={(minute) => onChange({ quietFrom: minute, quietUntil })}
          />
          <TimeField
            label={t("until")}
            value={quietUntil}
            onChange={(minute) => onChange({ quietFrom, quietUntil: minute })}
          />
        </div>
      )}
      <p id={`${id}-hint`} className="text-pretty text-muted-foreground text-xs">
        {t("quietHoursHint")}
      </p>
    </fieldset>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);

function DigestHour({ value, onChange }: { value: number; onChange: (hour: number) => void }) {
  const t = useTranslations("subscriptions.when");
  const { time } = useTimeWords();
  return (
    <Field label={t("digestHour")} hint={t("digestHourHint")}>
      {(control) => (
        <Select value={String(value)} onValueChange={(chosen) => onChange(Number(chosen))}>
          <SelectTrigger {...control} className="w-32 tabular-nums">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {hours.map((hour) => (
              <SelectItem key={hour} value={String(hour)}>
                {time(hour * 60)}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}
