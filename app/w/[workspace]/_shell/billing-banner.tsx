"use client";

import { CreditCard } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import type { BillingNews } from "#server/billing/schemas.ts";

/**
 * Tells everybody, on every page, what a missing payment or a smaller plan means for their work. The page of the bills
 * says more about a missing payment to those who may read it, so there it is not said twice.
 */
export function BillingBanner({
  workspace,
  news,
  mayRead,
}: {
  workspace: string;
  news: BillingNews;
  /** Whether the page with the bills has something for them. */
  mayRead: boolean;
}) {
  const t = useTranslations("billing");
  const format = useFormatter();
  const page = `/w/${workspace}/settings/billing`;
  const pathname = usePathname();
  const isThere = mayRead && pathname === page;
  if (isThere && news.kind !== "frozen") return null;
  const date = news.graceUntil ? format.dateTime(new Date(news.graceUntil), { dateStyle: "long" }) : "";
  const tone = news.kind === "readOnly" ? "bg-destructive-subtle" : "bg-warning-subtle";
  return (
    <section
      aria-label={t("title")}
      data-testid="billing-banner"
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-2 text-sm sm:px-6 ${tone}`}
    >
      <CreditCard className="size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 basis-60">
        {t(`banner.${news.kind}`, { date, count: news.frozen })} {!mayRead && t("banner.ask")}
      </p>
      {mayRead && !isThere && (
        <Button asChild size="sm" variant="outline">
          <Link href={page}>{t("banner.action")}</Link>
        </Button>
      )}
    </section>
  );
}
