import { useTranslations } from "next-intl";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";

const tones = {
  working: "success",
  starting: "info",
  qr_code: "warning",
  stopped: "neutral",
  failed: "danger",
  deleted: "danger",
} as const satisfies Record<string, StatusTone>;

function isKnown(status: string): status is keyof typeof tones {
  return status in tones;
}

/** What MoltFlow says of a number; a word that we do not know is shown as it came. */
export function NumberStatus({ status }: { status: string }) {
  const t = useTranslations("numbers.status");
  if (!isKnown(status)) return <StatusBadge tone="neutral">{t("unknown", { status })}</StatusBadge>;
  return (
    <StatusBadge tone={tones[status]} pulse={status === "starting"}>
      {t(status)}
    </StatusBadge>
  );
}
