"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AlarmClock } from "lucide-react";
import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { type SnoozeTimes, snoozeTimes } from "../_lib/snooze-times.ts";

const choices = ["inAnHour", "tomorrow", "nextMonday"] as const satisfies (keyof SnoozeTimes)[];

/** Puts one notice out of the way; it comes back by itself, unread. */
export function NoticeSnooze({ workspace, noticeId }: { workspace: string; noticeId: string }) {
  const t = useTranslations("notices");
  const format = useFormatter();
  const zone = useTimeZone() ?? "UTC";
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [times, setTimes] = useState<SnoozeTimes | null>(null);
  const short = (at: number) => format.dateTime(at, { weekday: "short", hour: "numeric", minute: "2-digit" });
  const { mutate } = useMutation(
    trpc.notices.snooze.mutationOptions({
      onError: useErrorToast(),
      onSuccess: (_result, { until }) => {
        toast(t("snoozed", { at: short(Date.parse(until)) }));
        return queryClient.invalidateQueries({ queryKey: trpc.notices.pathKey() });
      },
    }),
  );
  return (
    <DropdownMenu onOpenChange={(open) => open && setTimes(snoozeTimes(zone, Date.now()))}>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("snoozeOf")}
          title={t("snooze")}
          className="m-1.5 text-muted-foreground"
        >
          <AlarmClock aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-56">
        {times &&
          choices.map((choice) => (
            <DropdownMenuItem
              key={choice}
              onSelect={() => mutate({ workspace, noticeId, until: new Date(times[choice]).toISOString() })}
            >
              <span className="flex-1">{t(choice)}</span>
              <span className="text-muted-foreground text-xs tabular-nums">{short(times[choice])}</span>
            </DropdownMenuItem>
          ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
