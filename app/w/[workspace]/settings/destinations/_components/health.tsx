"use client";

import { useFormatter, useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import type { DestinationHealth, DestinationView } from "#server/destinations/schemas.ts";

const tones: Record<DestinationHealth, StatusTone> = {
  idle: "neutral",
  healthy: "success",
  failing: "warning",
  paused: "danger",
  disabled: "neutral",
};

export function HealthBadge({ destination: { health, disabled } }: { destination: DestinationView }) {
  const t = useTranslations("destinations.health");
  // Turned off by a person or by the plan is as it should be; by itself is not.
  const isTrouble = disabled !== null && disabled.reason !== "person" && disabled.reason !== "plan";
  return <StatusBadge tone={isTrouble ? "danger" : tones[health]}>{t(health)}</StatusBadge>;
}

const offTexts = {
  person: "person",
  plan: "plan",
  gone: "gone",
  failing: "failing_long",
  dead_in_row: "dead_in_row",
} as const;

/** What the state of a destination means, since when, and what to do. */
export function HealthText({ destination }: { destination: DestinationView }) {
  const t = useTranslations("destinations.healthText");
  const format = useFormatter();
  const { health, disabled, failingSince, pausedUntil } = destination;
  const at = (instant: string) =>
    format.dateTime(new Date(instant), { dateStyle: "medium", timeStyle: "short" });
  if (disabled) return t.rich(offTexts[disabled.reason], { time: () => <RelativeTime at={disabled.at} /> });
  if (health === "paused" && pausedUntil) return t("paused", { time: at(pausedUntil) });
  if (health === "idle" || health === "healthy") return t(health);
  return failingSince ? t("failing", { time: at(failingSince) }) : t("failingNow");
}
