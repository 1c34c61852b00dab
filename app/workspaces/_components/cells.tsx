"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusDot, type StatusTone } from "#app/_components/status.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { ConnectionGlance, NumbersGlance } from "#server/workspaces/schemas.ts";

const linkClasses = "inline-flex min-h-6 min-w-6 items-center rounded-sm underline-offset-2 hover:underline";

interface LinkedProps {
  href: string;
  className?: string;
  children: ReactNode;
}

const Linked = ({ href, className, children }: LinkedProps) => (
  <Link href={href} className={cn(linkClasses, className)}>
    {children}
  </Link>
);

const tones: Record<ConnectionGlance["state"], StatusTone> = {
  ok: "success",
  failing: "danger",
  no_events: "warning",
  missing: "neutral",
};

/** Whether the workspace reaches MoltFlow, else why not; and the requests a minute it may make. */
export function Connection({ connection, href }: { connection: ConnectionGlance; href: string }) {
  const t = useTranslations("overview.connection");
  const tHealth = useTranslations("connection.health");
  type Key = Parameters<typeof tHealth>[0];
  const { state, health, budget } = connection;
  const cause = `${health}.title` as Key;
  const words = state === "failing" ? tHealth(tHealth.has(cause) ? cause : "other.title") : t(state);
  return (
    <div className="grid">
      <Linked href={href}>
        <StatusDot tone={tones[state]}>{words}</StatusDot>
      </Linked>
      {budget && <Budget {...budget} />}
    </div>
  );
}

function Budget({ requestsPerMinute, sharedWith }: NonNullable<ConnectionGlance["budget"]>) {
  const t = useTranslations("overview.connection");
  const format = useFormatter();
  const [first, ...others] = sharedWith;
  return (
    <p className="text-muted-foreground text-xs" title={format.list(sharedWith)}>
      {t("budget", { requests: requestsPerMinute })}
      {first !== undefined && ` · ${t("shared", { name: first, others: others.length })}`}
    </p>
  );
}

/** How many numbers work, and which do not since when. */
export function Numbers({ numbers: { total, drops }, href }: { numbers: NumbersGlance; href: string }) {
  const t = useTranslations("overview.numbers");
  const [longest, ...others] = drops;
  if (total === 0) return <Linked href={href}>{t("none")}</Linked>;
  return (
    <div className="grid">
      <Linked href={href}>
        <StatusDot tone={longest ? "danger" : "success"}>
          {t("working", { working: total - drops.length, total })}
        </StatusDot>
      </Linked>
      {longest && (
        <p className="text-muted-foreground text-xs">
          {t.rich("drop", {
            name: longest.name || t("unnamed"),
            others: others.length,
            time: () => <RelativeTime at={longest.since} />,
          })}
        </p>
      )}
    </div>
  );
}

interface CountProps {
  count: number;
  more: boolean;
  /** More than this are not counted out. */
  limit?: number;
  href: string;
  isStrong?: boolean;
}

export function Count({ count, more, limit = Number.POSITIVE_INFINITY, href, isStrong = false }: CountProps) {
  const format = useFormatter();
  const isCut = more || count > limit;
  const number = format.number(Math.min(count, limit));
  return (
    <Linked
      href={href}
      className={cn("tabular-nums", isStrong && count > 0 ? "font-semibold" : "text-muted-foreground")}
    >
      {isCut ? `${number}+` : number}
    </Linked>
  );
}
