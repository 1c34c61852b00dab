"use client";

import { Bell, BellOff, FlaskConical, MoreHorizontal, Pause, Pencil, Play, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { SubscriptionView } from "#server/subscriptions/schemas.ts";
import { snoozeTimes } from "../../../_lib/snooze-times.ts";
import type { RuleChanges } from "./use-rule-changes.ts";
import { useTimeWords } from "./use-time-words.ts";

interface RuleMenuProps {
  name: string;
  rule: SubscriptionView;
  timeZone: string;
  changes: RuleChanges;
  onEdit: () => void;
  onTry: () => void;
  className?: string;
}

export function RuleMenu({ name, rule, timeZone, changes, onEdit, onTry, className }: RuleMenuProps) {
  const t = useTranslations("subscriptions.row");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t("menu", { name })} className={className}>
          <MoreHorizontal aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {rule.mayChange && (
          <DropdownMenuItem onSelect={onEdit}>
            <Pencil aria-hidden />
            {t("edit")}
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={onTry}>
          <FlaskConical aria-hidden />
          {t("test")}
        </DropdownMenuItem>
        {rule.concernsMe && <MuteItems rule={rule} timeZone={timeZone} onMute={changes.mute} />}
        {rule.mayChange && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => changes.change({ enabled: !rule.enabled })}>
              {rule.enabled ? <Pause aria-hidden /> : <Play aria-hidden />}
              {rule.enabled ? t("turnOff") : t("turnOn")}
            </DropdownMenuItem>
            <DropdownMenuItem variant="destructive" onSelect={changes.remove}>
              <Trash2 aria-hidden />
              {t("remove")}
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

interface MuteItemsProps {
  rule: SubscriptionView;
  timeZone: string;
  onMute: RuleChanges["mute"];
}

function MuteItems({ rule, timeZone, onMute }: MuteItemsProps) {
  const t = useTranslations("subscriptions.row");
  const { clock } = useTimeWords();
  // The menu is made anew each time it opens.
  const [times] = useState(() => snoozeTimes(timeZone, Date.now()));
  if (rule.muted) {
    return (
      <DropdownMenuItem onSelect={() => onMute(undefined)}>
        <Bell aria-hidden />
        {t("unmute")}
      </DropdownMenuItem>
    );
  }
  const until = (at: number) => onMute(new Date(at).toISOString());
  return (
    <>
      <DropdownMenuSeparator />
      <DropdownMenuLabel>{t("mute")}</DropdownMenuLabel>
      <DropdownMenuItem onSelect={() => until(times.inAnHour)}>
        <BellOff aria-hidden />
        {t("muteHour")}
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => until(times.tomorrow)}>
        <BellOff aria-hidden />
        {t("muteTomorrow", { time: clock(times.tomorrow, timeZone) })}
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => onMute(null)}>
        <BellOff aria-hidden />
        {t("muteForGood")}
      </DropdownMenuItem>
    </>
  );
}
