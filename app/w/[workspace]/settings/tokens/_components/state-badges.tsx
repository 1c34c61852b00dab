"use client";

import { useNow, useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import type { TokenView } from "#server/tokens/schemas.ts";

const dayMs = 24 * 3_600_000;
const soonDays = 7;

/** What somebody who looks after a token should notice. */
export function StateBadges({ token: { state, expiresAt, previousUntil } }: { token: TokenView }) {
  const t = useTranslations("tokens.state");
  const now = useNow();
  const daysLeft = expiresAt ? Math.floor((Date.parse(expiresAt) - now.getTime()) / dayMs) : null;
  return (
    <>
      {state === "expired" && <Badge tone="danger">{t("expired")}</Badge>}
      {(state === "suspended" || state === "not_allowed") && (
        <Badge tone="warning" title={t(`${state}Hint`)}>
          {t(state)}
          <span className="sr-only">. {t(`${state}Hint`)}</span>
        </Badge>
      )}
      {state !== "expired" && daysLeft !== null && daysLeft <= soonDays && (
        <Badge tone="warning">{t("expiresSoon", { days: Math.max(0, daysLeft) })}</Badge>
      )}
      {previousUntil && <Badge tone="primary">{t("overlap")}</Badge>}
    </>
  );
}
