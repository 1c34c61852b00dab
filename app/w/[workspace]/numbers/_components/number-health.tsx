import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import type { NumberView } from "#server/numbers/view.ts";

const tones = {
  proven: "success",
  unproven: "warning",
  moving: "info",
  down: "danger",
} as const satisfies Record<NumberView["health"], StatusTone>;

/** What the evidence says of a number, in two words. */
export function HealthBadge({ number: { health } }: { number: NumberView }) {
  const t = useTranslations("numbers.detail.health");
  return (
    <StatusBadge tone={tones[health]} pulse={health === "moving"}>
      {t(health)}
    </StatusBadge>
  );
}

/** The evidence itself, or what its lack means. */
export function HealthText({ number }: { number: NumberView }) {
  const t = useTranslations("numbers.detail.health");
  const { health, provenAt, provenBy, droppedAt } = number;
  if (health === "moving") return t("movingText");
  if (health === "down") {
    return droppedAt ? t.rich("downSince", { time: () => <RelativeTime at={droppedAt} /> }) : t("downText");
  }
  if (health === "unproven" || provenAt === null) return t("never");
  const time = () => <RelativeTime at={provenAt} />;
  return provenBy === "sent" ? t.rich("bySent", { time }) : t.rich("byInbound", { time });
}
