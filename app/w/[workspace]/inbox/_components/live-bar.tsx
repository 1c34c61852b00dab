"use client";

import { Pause, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusDot, type StatusTone } from "#app/_components/status.tsx";
import { type LiveState, useLiveState } from "#app/_lib/live/provider.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";

const tones: Record<LiveState | "paused", StatusTone> = {
  connecting: "neutral",
  live: "success",
  retrying: "warning",
  offline: "danger",
  paused: "info",
};

/** Whether events appear by themselves, in words, and the switch that stops them for a while. */
export function LiveBar({ isPaused, onToggle }: { isPaused: boolean; onToggle: () => void }) {
  const t = useTranslations("inbox.live");
  const connection = useLiveState();
  // Trouble is said even while paused: resuming would not help.
  const state = connection === "live" && isPaused ? "paused" : connection;
  return (
    <div className="flex items-center gap-3">
      <span role="status" data-testid="live-state" data-state={state} title={t(`${state}Hint`)}>
        <StatusDot tone={tones[state]} pulse={state === "live" || state === "retrying"} className="text-xs">
          {t(state)}
        </StatusDot>
      </span>
      <Button
        variant="outline"
        size="sm"
        className="h-8"
        aria-pressed={isPaused}
        onClick={onToggle}
        data-testid="pause"
      >
        {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {isPaused ? t("resume") : t("pause")}
        <Kbd className="-me-1 hidden h-4.5 lg:inline-flex">{t("spaceKey")}</Kbd>
      </Button>
    </div>
  );
}
