import type { Metadata } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import {
  arePlansSold,
  type BillingInterval,
  moltflowPlans,
  planIds,
  plans,
  trialDays,
} from "#server/plans/index.ts";
import { PlanCard, type PricedPlan } from "./_components/plan-card.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("pricing");
  return { title: t("title"), description: t("lead") };
}

const priced: PricedPlan[] = planIds.map((id) => ({ ...plans[id], moltflow: moltflowPlans[id].price }));

export default async function PricingPage({ searchParams }: PageProps<"/pricing">) {
  const interval = (await searchParams).interval === "year" ? "year" : "month";
  return arePlansSold() ? <Pricing interval={interval} /> : <NothingSold />;
}

/** Prices that nobody can pay would only mislead. */
function NothingSold() {
  const t = useTranslations("pricing");
  return (
    <main className="mx-auto grid w-full max-w-2xl justify-items-center gap-4 px-4 py-12 text-center sm:px-6 sm:py-16">
      <h1 className="text-balance font-semibold text-3xl tracking-tight sm:text-4xl">{t("title")}</h1>
      <p className="text-pretty text-base text-muted-foreground">{t("notSold")}</p>
      <Button asChild>
        <Link href="/sign-in">{t("start")}</Link>
      </Button>
    </main>
  );
}

function Pricing({ interval }: { interval: BillingInterval }) {
  const t = useTranslations("pricing");
  return (
    <main className="mx-auto grid w-full max-w-6xl gap-10 px-4 py-12 sm:px-6 sm:py-16">
      <header className="grid justify-items-center gap-4 text-center">
        <h1 className="text-balance font-semibold text-3xl tracking-tight sm:text-4xl">{t("title")}</h1>
        <p className="max-w-2xl text-pretty text-base text-muted-foreground">{t("lead")}</p>
        <IntervalLinks interval={interval} />
      </header>
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {priced.map((plan) => (
          <PlanCard key={plan.id} plan={plan} interval={interval} trialDays={trialDays} />
        ))}
      </ul>
      <div className="grid gap-8 md:grid-cols-2">
        <Always />
        <section className="grid content-start gap-2">
          <h2 className="font-semibold text-lg">{t("serve.title")}</h2>
          <p className="text-pretty text-muted-foreground text-sm">{t("serve.text")}</p>
        </section>
      </div>
    </main>
  );
}

/** Links and no buttons, so that the page needs no script. */
function IntervalLinks({ interval }: { interval: BillingInterval }) {
  const t = useTranslations("pricing.interval");
  const choices = [
    { value: "month", href: "/pricing" },
    { value: "year", href: "/pricing?interval=year" },
  ] as const;
  return (
    <nav aria-label={t("label")} className="inline-flex rounded-lg border bg-card p-1">
      {choices.map(({ value, href }) => (
        <Link
          key={value}
          href={href}
          scroll={false}
          aria-current={value === interval ? "true" : undefined}
          className={cn(
            "inline-flex h-9 items-center rounded-md px-4 font-medium text-sm transition-colors",
            value === interval
              ? "bg-primary text-primary-foreground"
              : "text-muted-foreground hover:text-foreground",
          )}
        >
          {t(value)}
        </Link>
      ))}
    </nav>
  );
}

const promises = ["twoFactor", "erasure", "drops", "guard", "nothing"] as const;

function Always() {
  const t = useTranslations("pricing.always");
  return (
    <section className="grid content-start gap-2">
      <h2 className="font-semibold text-lg">{t("title")}</h2>
      <ul className="grid list-disc gap-1 ps-5 text-muted-foreground text-sm">
        {promises.map((promise) => (
          <li key={promise}>{t(`items.${promise}`)}</li>
        ))}
      </ul>
    </section>
  );
}
