"use client";

import { useTranslations } from "next-intl";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import type { DeliveryState } from "#server/deliveries/schemas.ts";

const tones: Record<DeliveryState, StatusTone> = {
  pending: "info",
  delivering: "info",
  failed: "warning",
  delivered: "success",
  dead: "danger",
  blocked: "danger",
  cancelled: "neutral",
};

export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  const t = useTranslations("destinations.state");
  return (
    <StatusBadge tone={tones[state]} pulse={state === "delivering"}>
      {t(state)}
    </StatusBadge>
  );
}
