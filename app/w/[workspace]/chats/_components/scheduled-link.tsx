"use client";

import { CalendarClock } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Tooltip } from "#app/_ui/tooltip.tsx";
import { useChatsAccess } from "./chats-context.tsx";

/** The way to everything that waits for its time. */
export function ScheduledLink() {
  const t = useTranslations("composer.later");
  const { workspace } = useChatsAccess();
  return (
    <Tooltip content={t("all")}>
      <Button variant="ghost" size="icon-sm" asChild>
        <Link href={`/w/${workspace}/scheduled`} aria-label={t("all")}>
          <CalendarClock aria-hidden />
        </Link>
      </Button>
    </Tooltip>
  );
}
