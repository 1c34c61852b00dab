"use client";

import { BellOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useClock } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogContent, DialogFooter, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import type { NotificationSettings } from "#server/subscriptions/schemas.ts";
import { fieldOfInstant, instantOfField, snoozeTimes } from "../../../_lib/snooze-times.ts";
import { useTimeWords } from "./use-time-words.ts";

interface MuteAllProps {
  settings: NotificationSettings;
  pending: boolean;
  /** An instant in ISO 8601, or null to be told again. */
  onMute: (until: string | null) => Promise<unknown>;
}

/** Stops pushes and mails for a while, and says until when they are stopped. */
export function MuteAll({ settings: { mutedUntil, timeZone }, pending, onMute }: MuteAllProps) {
  const t = useTranslations("subscriptions.muteAll");
  const { moment } = useTimeWords();
  const errorToast = useErrorToast();
  const now = useClock();
  const [isCustom, setCustom] = useState(false);
  const until = mutedUntil !== null && Date.parse(mutedUntil) > now ? mutedUntil : null;
  const mute = (at: number | null) =>
    onMute(at === null ? null : new Date(at).toISOString()).then(
      () => toast.success(at === null ? t("ended") : t("muted", { time: moment(at, timeZone) })),
      errorToast,
    );
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border px-3 py-2.5">
      <div className="grid min-w-48 flex-1 gap-0.5" aria-live="polite" data-testid="mute-state">
        <span className="font-medium text-sm">{t("title")}</span>
        <p className="text-pretty text-muted-foreground text-xs">
          {until === null ? t("on") : t("until", { time: moment(until, timeZone) })}
        </p>
      </div>
      {until === null ? (
        <MuteMenu timeZone={timeZone} pending={pending} onMute={mute} onCustom={() => setCustom(true)} />
      ) : (
        <Button variant="outline" size="sm" loading={pending} onClick={() => mute(null)}>
          {t("end")}
        </Button>
      )}
      <Dialog open={isCustom} onOpenChange={setCustom}>
        <DialogContent aria-describedby={undefined}>
          <CustomMute
            timeZone={timeZone}
            onCancel={() => setCustom(false)}
            onChoose={(at) => {
              setCustom(false);
              void mute(at);
            }}
          />
        </DialogContent>
      </Dialog>
    </div>
  );
}

interface MuteMenuProps {
  timeZone: string;
  pending: boolean;
  onMute: (at: number) => void;
  onCustom: () => void;
}

function MuteMenu({ timeZone, pending, onMute, onCustom }: MuteMenuProps) {
  const t = useTranslations("subscriptions.muteAll");
  const { clock } = useTimeWords();
  const [times, setTimes] = useState(() => snoozeTimes(timeZone, 0));
  return (
    <DropdownMenu onOpenChange={(open) => open && setTimes(snoozeTimes(timeZone, Date.now()))}>
      <DropdownMenuTrigger asChild>
        <Button variant="outline" size="sm" loading={pending} data-testid="mute-all">
          <BellOff aria-hidden />
          {t("menu")}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onMute(times.inAnHour)}>{t("hour")}</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onMute(times.tomorrow)}>
          {t("tomorrow", { time: clock(times.tomorrow, timeZone) })}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={onCustom}>{t("custom")}</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

interface CustomMuteProps {
  timeZone: string;
  onCancel: () => void;
  onChoose: (at: number) => void;
}

function CustomMute({ timeZone, onCancel, onChoose }: CustomMuteProps) {
  const t = useTranslations("subscriptions.muteAll");
  const tCommon = useTranslations("common");
  const [value, setValue] = useState(() =>
    fieldOfInstant(timeZone, snoozeTimes(timeZone, Date.now()).nextMonday),
  );
  const [isPast, setPast] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    // The form of the settings lies around this dialog in React's tree.
    event.stopPropagation();
    const at = instantOfField(timeZone, value);
    if (at === null || at <= Date.now()) return setPast(true);
    onChoose(at);
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("customTitle")}</DialogTitle>
      </DialogHeader>
      <Field label={t("customLabel")} hint={timeZone} error={isPast ? t("past") : undefined}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            required
            value={value}
            onChange={({ target }) => {
              setValue(target.value);
              setPast(false);
            }}
          />
        )}
      </Field>
      <DialogFooter>
        <Button variant="outline" onClick={onCancel}>
          {tCommon("cancel")}
        </Button>
        <Button type="submit">{t("confirm")}</Button>
      </DialogFooter>
    </form>
  );
}
