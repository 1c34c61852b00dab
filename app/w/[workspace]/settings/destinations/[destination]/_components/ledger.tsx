"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { LedgerView } from "#server/deliveries/schemas.ts";

const parts = ["delivered", "waiting", "dead", "blocked", "cancelled"] as const;

/** The account: what was accepted, and where all of it is. */
export function Ledger({ ledger }: { ledger: LedgerView }) {
  const t = useTranslations("destinations.ledger");
  const { balanced, checkedAt } = ledger;
  return (
    <Card data-testid="ledger" data-balanced={balanced}>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-3">
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
          <Amount of="accepted" count={ledger.accepted} />
          {parts.map((part, index) => (
            <span key={part} className="flex items-baseline gap-x-2">
              <span className="text-muted-foreground">{index === 0 ? "=" : "+"}</span>
              <Amount of={part} count={ledger[part]} />
            </span>
          ))}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <span
            className={
              balanced
                ? "inline-flex items-center gap-1.5 text-success"
                : "inline-flex items-center gap-1.5 text-destructive"
            }
          >
            {balanced ? (
              <CircleCheck aria-hidden className="size-4 shrink-0" />
            ) : (
              <CircleAlert aria-hidden className="size-4 shrink-0" />
            )}
            {balanced ? t("balanced") : t("unbalanced")}
          </span>
          <span className="text-muted-foreground">
            {checkedAt === null
              ? t("unchecked")
              : t.rich("checked", { time: () => <RelativeTime at={checkedAt} /> })}
          </span>
        </p>
      </CardContent>
    </Card>
  );
}

function Amount({ of, count }: { of: "accepted" | (typeof parts)[number]; count: number }) {
  const t = useTranslations("destinations.ledger");
  const format = useFormatter();
  return (
    <span data-testid={`ledger-${of}`} data-count={count} className="whitespace-nowrap">
      <span className="font-semibold tabular-nums">{format.number(count)}</span>{" "}
      <span className="text-muted-foreground text-xs">{t(of)}</span>
    </span>
  );
}
