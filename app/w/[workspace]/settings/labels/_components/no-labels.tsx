"use client";

import { Cable, LoaderCircle, Tags } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { Button } from "#app/_ui/button.tsx";
import type { Access } from "../../../_lib/access.ts";

interface NoLabelsProps {
  workspace: string;
  connected: boolean;
  isReading: boolean;
  access: Access;
  connecting: Access;
}

/** Why there is no label to see, and what to do about it. */
export function NoLabels({ workspace, connected, isReading, access, connecting }: NoLabelsProps) {
  const t = useTranslations("labels");
  const roleNames = useRoleNames();
  if (!connected) {
    return (
      <EmptyState
        icon={<Cable />}
        title={t("notConnected.title")}
        text={
          connecting.mayManage
            ? t("notConnected.text")
            : t("notConnected.ask", { roles: roleNames(connecting.managers) })
        }
        action={
          connecting.mayManage && (
            <Button asChild>
              <Link href={`/w/${workspace}/settings/connection`}>{t("notConnected.action")}</Link>
            </Button>
          )
        }
      />
    );
  }
  if (isReading) {
    return (
      <EmptyState
        icon={<LoaderCircle className="motion-safe:animate-spin" />}
        title={t("firstRead.title")}
        text={t("firstRead.text")}
      />
    );
  }
  return (
    <EmptyState
      icon={<Tags />}
      title={t("empty.title")}
      text={access.mayManage ? t("empty.text") : t("empty.ask", { roles: roleNames(access.managers) })}
    />
  );
}
