import { Snowflake } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import type { FreezableLimit } from "#server/plans/schemas.ts";

interface FrozenProps {
  workspace: string;
  kind: FreezableLimit;
}

export function FrozenBadge() {
  const t = useTranslations("common.frozen");
  return (
    <Badge tone="info" data-testid="frozen-badge">
      <Snowflake aria-hidden />
      {t("badge")}
    </Badge>
  );
}

/** Why something is frozen, what that means, and where to choose what stays. */
export function FrozenText({ workspace, kind }: FrozenProps) {
  const t = useTranslations("common.frozen");
  return (
    <p className="relative text-pretty text-muted-foreground text-xs">
      {t(kind)}{" "}
      <Link
        href={`/w/${workspace}/settings/billing`}
        className="inline-flex min-h-6 items-center underline underline-offset-4 hover:text-foreground"
      >
        {t("choose")}
      </Link>
    </p>
  );
}
