"use client";

import { useTranslations } from "next-intl";
import { StatusDot, type StatusTone } from "#app/_components/status.tsx";

export type LiveState = "connected" | "connecting" | "offline";

const tones: Record<LiveState, StatusTone> = {
  connected: "success",
  connecting: "neutral",
  offline: "warning",
};

/** Says whether new events appear by themselves. */
export function LiveStatus({ state }: { state: LiveState }) {
  const t = useTranslations("shell.live");
  return (
    <span role="status">
      <StatusDot tone={tones[state]} pulse={state === "connecting"} className="text-muted-foreground text-xs">
        {t(state)}
      </StatusDot>
    </span>
  );
}
