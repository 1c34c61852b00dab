"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { RoomLimit } from "#server/plans/schemas.ts";

interface RoomLeftProps {
  workspace: string;
  limit: RoomLimit;
  className?: string;
}

/** How much of a plan's limit is used, beside what adds more; once it is full, why, and the way to more. */
export function RoomLeft({ workspace, limit, className }: RoomLeftProps) {
  const t = useTranslations("common.room");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.billing.room.queryOptions({ workspace }));
  const room = data?.room[limit];
  if (!data || !room) return null;
  const { used, value, from } = room;
  const isFull = used >= value;
  // Where nothing is sold, a limit that nobody comes near is of no use to anybody.
  if (!isFull && !data.sold) return null;
  return (
    <p
      data-testid={`room-${limit}`}
      className={cn("text-pretty text-muted-foreground text-sm tabular-nums", className)}
    >
      {t("used", { limit, used, value })}
      {isFull && (
        <>
          {" "}
          {t(`full.${from}`)}{" "}
          <Link
            href={`/w/${workspace}/settings/billing`}
            className="inline-flex min-h-6 items-center text-foreground underline underline-offset-4"
          >
            {t("more")}
          </Link>
        </>
      )}
    </p>
  );
}
