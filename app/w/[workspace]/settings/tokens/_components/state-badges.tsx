"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import type { TokenView } from "#server/tokens/schemas.ts";

const soonMs = 7 * 24 * 3_600_000;

/** What somebody who looks after a token should notice. */
export function StateBadges({ token: { state, expiresAt, previousUntil } }: { token: TokenView }) {
  const t = useTranslations("tokens.state");
  const now = useNow();
  const format = useFormatter();
  const isSoon = expiresAt !== null && Date.parse(expiresAt) - now.getTime() <= soonMs;
  return (
    <>
      {state === "expired" && <Badge tone="danger">{t("expired")}</Badge>}
      {(state === "suspended" || state === "not_allowed") && (
        <Badge tone="warning" title={t(`${state}Hint`)}>
          {t(state)}
          <span className="sr-only">. {t(`${state}Hint`)}</span>
        </Badge>
      )}
      {state !== "expired" && isSoon && (
        <Badge tone="warning">
          {t("expiresSoon", { time: format.relativeTime(new Date(expiresAt), now) })}
        </Badge>
      )}
      {previousUntil && <Badge tone="primary">{t("overlap")}</Badge>}
    </>
  );
}
