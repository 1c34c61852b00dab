"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Callout } from "#app/_components/callout.tsx";
import type { ConnectionView } from "#server/connections/view.ts";

const explained = [
  "unauthorized",
  "forbidden_scope",
  "forbidden_plan",
  "forbidden_role",
  "rate_limited",
  "network",
  "timeout",
  "server_error",
] as const;

function isExplained(kind: string): kind is (typeof explained)[number] {
  return explained.some((known) => known === kind);
}

interface HealthNoticeProps {
  connection: ConnectionView;
  onTest: ReactNode;
  onReplace: ReactNode;
}

/** What is wrong with the connection, who fixes it, and the one button for it. */
export function HealthNotice({ connection, onTest, onReplace }: HealthNoticeProps) {
  const t = useTranslations("connection.health");
  const { health, host } = connection;
  if (health === "ok") return null;
  const kind = isExplained(health) ? health : "other";
  const needsKey = kind === "unauthorized" || kind === "forbidden_role";
  return (
    <Callout tone="danger" title={t(`${kind}.title`)} action={needsKey ? onReplace : onTest}>
      {t(`${kind}.text`, { host, kind: health })}
    </Callout>
  );
}
