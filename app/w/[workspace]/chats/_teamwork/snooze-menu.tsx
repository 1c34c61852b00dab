"use client";

import { CalendarClock, Clock, MessageCircleReply, Sunrise } from "lucide-react";
import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { maxSnoozeMs } from "#server/chats/schemas.ts";
import { fieldOfInstant, instantOfField, type SnoozeTimes, snoozeTimes } from "../../_lib/snooze-times.ts";
import { momentFormat, type Snooze } from "./use-chat-state.ts";

interface SnoozeMenuProps {
  onChoose: (snooze: Snooze) => void;
  /** The button that opens it. */
  children: ReactNode;
}

const dayMs = 24 * 60 * 60_000;

/** Until when a chat goes out of the way, each choice with its moment on the reader's clocks. */
export function SnoozeMenu({ onChoose, children }: SnoozeMenuProps) {
  const t = useTranslations("teamwork.actions");
  const zone = useTimeZone() ?? "UTC";
  const [times, setTimes] = useState<SnoozeTimes | null>(null);
  const [isCustom, setCustom] = useState(false);
  const at = (time: number) => onChoose({ until: new Date(time).toISOString() });
  return (
    <>
      <DropdownMenu onOpenChange={(open) => open && setTimes(snoozeTimes(zone, Date.now()))}>
        <DropdownMenuTrigger asChild>{children}</DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="w-64">
          <DropdownMenuItem onSelect={() => onChoose({ until: "reply" })}>
            <MessageCircleReply aria-hidden />
            {t("untilReply")}
          </DropdownMenuItem>
          {times && (
            <>
              <Choice icon={<Clock aria-hidden />} at={times.inAnHour} onChoose={at}>
                {t("inAnHour")}
              </Choice>
              <Choice icon={<Sunrise aria-hidden />} at={times.tomorrow} onChoose={at}>
                {t("tomorrow")}
              </Choice>
              <Choice icon={<CalendarClock aria-hidden />} at={times.nextMonday} onChoose={at}>
                {t("nextMonday")}
              </Choice>
            </>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => setCustom(true)}>{t("custom")}</DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={isCustom} onOpenChange={setCustom}>
        <DialogContent>
          <CustomForm
            zone={zone}
            onCancel={() => setCustom(false)}
            onSubmit={(time) => {
              setCustom(false);
              at(time);
            }}
          />
        </DialogContent>
      </Dialog>
    </>
  );
}

interface ChoiceProps {
  icon: ReactNode;
  at: number;
  onChoose: (at: number) => void;
  children: ReactNode;
}

function Choice({ icon, at, onChoose, children }: ChoiceProps) {
  const format = useFormatter();
  return (
    <DropdownMenuItem onSelect={() => onChoose(at)}>
      {icon}
      <span className="flex-1">{children}</span>
      <span className="text-muted-foreground text-xs tabular-nums">
        {format.dateTime(at, { weekday: "short", hour: "numeric", minute: "2-digit" })}
      </span>
    </DropdownMenuItem>
  );
}

interface CustomFormProps {
  zone: string;
  onCancel: () => void;
  onSubmit: (at: number) => void;
}

function CustomForm({ zone, onCancel, onSubmit }: CustomFormProps) {
  const t = useTranslations("teamwork.custom");
  const tCommon = useTranslations("common");
  const format = useFormatter();
  const [opened] = useState(() => Date.now());
  const [value, setValue] = useState(() => fieldOfInstant(zone, snoozeTimes(zone, opened).tomorrow + dayMs));
  const [error, setError] = useState<"past" | "far" | "missing" | null>(null);
  const at = instantOfField(zone, value);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (at === null) return setError("missing");
    const ahead = at - Date.now();
    if (ahead <= 0) return setError("past");
    if (ahead > maxSnoozeMs) return setError("far");
    onSubmit(at);
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <DialogHeader>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("description", { zone })}</DialogDescription>
      </DialogHeader>
      <Field
        label={t("at")}
        hint={at === null ? undefined : format.dateTime(at, momentFormat)}
        error={error ? t(error) : undefined}
      >
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            value={value}
            min={fieldOfInstant(zone, opened)}
            max={fieldOfInstant(zone, opened + maxSnoozeMs)}
            onChange={(event) => {
              setValue(event.target.value);
              setError(null);
            }}
            data-testid="snooze-at"
          />
        )}
      </Field>
      <DialogFooter>
        <Button variant="outline" onClick={onCancel}>
          {tCommon("cancel")}
        </Button>
        <Button type="submit" data-testid="snooze-submit">
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
