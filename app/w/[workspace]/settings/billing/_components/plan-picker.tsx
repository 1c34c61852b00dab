"use client";

import { Check } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import type { BillingView, Purchase } from "#server/billing/schemas.ts";
import type { BillingInterval, OfferedPlan } from "#server/plans/index.ts";
import { ConfirmPurchase } from "./confirm-purchase.tsx";
import { isLiving } from "./is-living.ts";
import { useMoney } from "./use-money.ts";

interface PickerProps {
  workspace: string;
  billing: BillingView;
  offered: readonly OfferedPlan[];
}

/** The plans that can be bought, with the choice of how often and for how many. */
export function PlanPicker({ workspace, billing, offered }: PickerProps) {
  const t = useTranslations("billing.picker");
  const title = t(isLiving(billing.subscription) ? "changeTitle" : "title");
  const members = billing.limits.members.used ?? 1;
  const [interval, setInterval] = useState<BillingInterval>(billing.subscription?.interval ?? "month");
  const [seats, setSeats] = useState(String(billing.subscription?.seats ?? Math.max(members, 1)));
  const [purchase, setPurchase] = useState<Purchase | null>(null);
  const wanted = Math.max(1, Math.trunc(Number(seats)) || 1);
  return (
    <section id="plans" aria-label={title} className="grid gap-4">
      <h2 className="font-semibold text-base">{title}</h2>
      <div className="flex flex-wrap items-start gap-x-8 gap-y-4">
        <IntervalChoice value={interval} onChange={setInterval} />
        <Field label={t("seats")} hint={t("seatsHint", { count: members })} className="max-w-60">
          {(control) => (
            <Input
              {...control}
              type="number"
              inputMode="numeric"
              min={1}
              max={10_000}
              value={seats}
              onChange={({ target }) => setSeats(target.value)}
              className="w-24"
            />
          )}
        </Field>
      </div>
      <ul className="grid gap-3 md:grid-cols-3">
        {offered.map((plan) => (
          <Offer
            key={plan.id}
            plan={plan}
            billing={billing}
            choice={{ interval, seats: wanted }}
            onChoose={setPurchase}
          />
        ))}
      </ul>
      {purchase && (
        <ConfirmPurchase
          workspace={workspace}
          billing={billing}
          purchase={purchase}
          sold={offered.find(({ id }) => id === purchase.plan)?.limits.requestsPerMinute ?? 0}
          onClose={() => setPurchase(null)}
        />
      )}
    </section>
  );
}

function IntervalChoice({
  value,
  onChange,
}: {
  value: BillingInterval;
  onChange: (interval: BillingInterval) => void;
}) {
  const t = useTranslations("billing.picker");
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">{t("interval")}</legend>
      <RadioGroup
        value={value}
        onValueChange={(next) => onChange(next === "year" ? "year" : "month")}
        className="flex gap-4"
      >
        {(["month", "year"] as const).map((choice) => (
          <Label key={choice} className="flex items-center gap-2 font-normal">
            <RadioGroupItem value={choice} />
            {t(choice)}
            {choice === "year" && <Badge tone="primary">{t("yearHint")}</Badge>}
          </Label>
        ))}
      </RadioGroup>
    </fieldset>
  );
}

interface OfferProps {
  plan: OfferedPlan;
  billing: BillingView;
  choice: { interval: BillingInterval; seats: number };
  onChoose: (purchase: Purchase) => void;
}

function Offer({ plan, billing, choice: { interval, seats }, onChoose }: OfferProps) {
  const t = useTranslations("billing");
  const money = useMoney();
  const { subscription } = billing;
  const lives = isLiving(subscription);
  const isCurrent =
    lives &&
    subscription.plan === plan.id &&
    subscription.interval === interval &&
    (!plan.perSeat || subscription.seats === seats);
  // Whoever has a plan, or a payment to mend, has something else to do first.
  const isMain = !lives && billing.access === "full" && plan.id === "pro";
  const amount = money(plan.price[interval]);
  const name = t(`plans.${plan.id}`);
  return (
    <li
      className="grid content-start gap-3 rounded-lg border bg-card p-4 shadow-xs"
      data-testid={`offer-${plan.id}`}
    >
      <div className="grid gap-0.5">
        <h3 className="font-semibold text-sm">{name}</h3>
        <p className="text-sm">
          {t(interval === "year" ? "current.perYear" : "current.perMonth", { amount })}
          {plan.perSeat && ` · ${t("picker.perSeat")}`}
        </p>
      </div>
      <OfferedLimits plan={plan} billing={billing} />
      <Button
        variant={isMain ? "default" : "outline"}
        disabled={isCurrent}
        onClick={() => onChoose({ plan: plan.id as Purchase["plan"], interval, seats })}
      >
        {isCurrent ? t("picker.current") : t(lives ? "picker.change" : "picker.choose", { plan: name })}
      </Button>
    </li>
  );
}

const told = ["requestsPerMinute", "members", "numbers", "destinations", "eventsKeptDays"] as const;

function OfferedLimits({ plan, billing }: { plan: OfferedPlan; billing: BillingView }) {
  const t = useTranslations("billing");
  const format = useFormatter();
  const served = billing.limits.requestsPerMinute.moltflow;
  const sold = plan.limits.requestsPerMinute;
  return (
    <>
      <ul className="grid gap-1 text-muted-foreground text-xs">
        {told.map((name) => (
          <li key={name} className="flex items-center gap-1.5">
            <Check className="size-3.5 shrink-0 text-primary" aria-hidden />
            {t(`limits.${name}`)}:{" "}
            {name === "members" && plan.perSeat
              ? t("value.seats", { count: plan.limits.members })
              : name === "eventsKeptDays"
                ? t("value.days", { count: plan.limits[name] })
                : format.number(plan.limits[name])}
          </li>
        ))}
      </ul>
      {served !== null && served < sold && (
        <p className="text-warning text-xs">{t("picker.serves", { served, sold })}</p>
      )}
    </>
  );
}
