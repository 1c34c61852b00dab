"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { BillingView } from "#server/billing/schemas.ts";
import type { LimitName } from "#server/plans/index.ts";

const days: ReadonlySet<LimitName> = new Set(["eventsKeptDays", "replayDays", "auditKeptDays"]);

/** Every limit with its use, and which of the three makes it what it is. */
export function LimitTable({ workspace, billing }: { workspace: string; billing: BillingView }) {
  const t = useTranslations("billing");
  const names = Object.keys(billing.limits) as LimitName[];
  return (
    <Card>
      <CardHeader>
        <CardTitle className="text-base">{t("use.title")}</CardTitle>
        <CardAction>
          <Button asChild variant="outline" size="sm">
            <Link href={`/w/${workspace}/settings/usage`}>{t("use.more")}</Link>
          </Button>
        </CardAction>
      </CardHeader>
      <CardContent className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">{t("use.caption")}</caption>
          <thead className="text-start text-muted-foreground text-xs max-sm:sr-only">
            <tr>
              <th className="py-1.5 pe-3 text-start font-medium">{t("use.limit")}</th>
              <th className="py-1.5 pe-3 text-end font-medium">{t("use.used")}</th>
              <th className="py-1.5 text-start font-medium sm:ps-6">{t("use.source")}</th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {names.map((name) => (
              <LimitRow key={name} name={name} billing={billing} />
            ))}
          </tbody>
        </table>
      </CardContent>
    </Card>
  );
}

function LimitRow({ name, billing }: { name: LimitName; billing: BillingView }) {
  const t = useTranslations("billing");
  const limit = billing.limits[name];
  const isFull = limit.used !== null && limit.used >= limit.value;
  return (
    <tr
      data-testid={`limit-${name}`}
      data-value={limit.value}
      className="max-sm:grid max-sm:grid-cols-2 max-sm:py-2"
    >
      <th scope="row" className="py-2 pe-3 text-start font-normal max-sm:py-0.5">
        {t(`limits.${name}`)}
      </th>
      <td
        className={cn(
          "py-2 pe-3 text-end tabular-nums max-sm:py-0.5 max-sm:pe-0",
          isFull && "font-medium text-warning",
        )}
      >
        <Amount name={name} value={limit.value} used={limit.used} />
      </td>
      <td className="py-2 text-muted-foreground max-sm:col-span-2 max-sm:py-0.5 max-sm:text-xs sm:ps-6">
        <Why name={name} billing={billing} />
      </td>
    </tr>
  );
}

function Amount({ name, value, used }: { name: LimitName; value: number; used: number | null }) {
  const t = useTranslations("billing");
  const format = useFormatter();
  if (used !== null) return t("use.of", { used, value });
  return days.has(name) ? t("value.days", { count: value }) : format.number(value);
}

function Why({ name, billing }: { name: LimitName; billing: BillingView }) {
  const t = useTranslations("billing");
  const { from, plan, moltflow, operator } = billing.limits[name];
  const planName = t(`plans.${billing.plan}`);
  return t(`use.explain.${from}`, {
    ...{ plan, name: planName },
    ...{ moltflow: moltflow ?? 0, operator: operator ?? 0 },
  });
}
