import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/** How far back the plan lets a replay reach; nothing where it reaches as far as there is. */
export function ReplayWindow({ workspace }: { workspace: string }) {
  const t = useTranslations("common.room");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.billing.room.queryOptions({ workspace }));
  const days = data?.days.replay ?? null;
  return days === null ? null : (
    <p className="text-pretty text-muted-foreground text-sm">{t("planReplays", { days })}</p>
  );
}
