import { useTranslations } from "next-intl";
import { StatusBadge } from "#app/_components/status.tsx";

export function GroupState({ isActive }: { isActive: boolean }) {
  const t = useTranslations("groups.state");
  return (
    <StatusBadge tone={isActive ? "success" : "neutral"}>{t(isActive ? "active" : "paused")}</StatusBadge>
  );
}
