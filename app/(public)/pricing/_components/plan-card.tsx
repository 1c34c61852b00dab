import { Check } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { BillingInterval, LimitName, Plan } from "#server/plans/index.ts";

/** A plan with MoltFlow's price of the one of the same size, in US cents. */
export type PricedPlan = Plan & { moltflow: Plan["price"] };

/** One plan with what a customer pays in all: ours, and MoltFlow's of the same size. */
export function PlanCard({
  plan,
  interval,
  trialDays,
}: {
  plan: PricedPlan;
  interval: BillingInterval;
  trialDays: number;
}) {
  const t = useTranslations("pricing");
  const names = useTranslations("billing.plans");
  return (
    <li className="grid">
      <Card className="h-full">
        <CardHeader>
          <CardTitle className="text-base">{names(plan.id)}</CardTitle>
          <CardDescription>{t(`forTeams.${plan.id}`)}</CardDescription>
        </CardHeader>
        <CardContent>
          <Prices plan={plan} interval={interval} />
        </CardContent>
        <CardContent className="grow">
          <Features plan={plan} />
        </CardContent>
        <CardFooter className="grid gap-1.5">
          <Button asChild variant={plan.id === "pro" ? "default" : "outline"}>
            <Link href="/sign-in">
              {plan.id === "free" ? t("start") : t("choose", { plan: names(plan.id) })}
            </Link>
          </Button>
          <p className="min-h-4 text-center text-muted-foreground text-xs">
            {plan.id !== "free" && t("trial", { days: trialDays })}
          </p>
        </CardFooter>
      </Card>
    </li>
  );
}

function useMoney() {
  const format = useFormatter();
  return (cents: number) =>
    format.number(cents / 100, {
      ...{ style: "currency", currency: "USD" },
      minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
    });
}

function Prices({ plan, interval }: { plan: PricedPlan; interval: BillingInterval }) {
  const t = useTranslations("pricing");
  const names = useTranslations("billing.plans");
  const money = useMoney();
  const { id, price, perSeat, moltflow } = plan;
  const ours = price?.[interval] ?? 0;
  const theirs = moltflow?.[interval] ?? 0;
  const period = interval === "year" ? t("perYear") : t("perMonth");
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-x-1.5">
        <span className="font-semibold text-3xl tabular-nums tracking-tight">
          {ours === 0 ? t("free") : money(ours)}
        </span>
        {ours > 0 && (
          <span className="text-muted-foreground text-sm">
            {perSeat && `${t("perSeat")} `}
            {period}
          </span>
        )}
      </p>
      <p className="text-muted-foreground text-sm">
        +{" "}
        {theirs === 0
          ? t("theirsFree", { name: names(id) })
          : `${money(theirs)} ${period} · ${t("theirs", { name: names(id) })}`}
      </p>
      {ours + theirs > 0 && (
        <p className="font-medium text-sm">{t("together", { amount: money(ours + theirs), interval })}</p>
      )}
    </div>
  );
}

function Features({ plan: { limits, perSeat } }: { plan: PricedPlan }) {
  const t = useTranslations("pricing.features");
  return (
    <ul className="grid gap-1.5 text-sm">
      {(Object.keys(limits) as LimitName[]).map((name) => (
        <li key={name} className="flex items-start gap-2">
          <Check className="mt-0.5 size-4 shrink-0 text-primary" aria-hidden />
          {t(name === "members" && perSeat ? "seats" : name, { count: limits[name] })}
        </li>
      ))}
    </ul>
  );
}
