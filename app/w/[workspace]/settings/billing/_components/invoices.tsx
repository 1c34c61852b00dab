"use client";

import { useQuery } from "@tanstack/react-query";
import { Receipt } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { ErrorState } from "#app/_components/error-state.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { InvoicesView, InvoiceView } from "#server/billing/schemas.ts";
import { useMoney } from "./use-money.ts";

const readAgainMs = 60_000;

/** What was charged, and what comes next if something is charged by itself. Asked of Stripe, so the page does not wait for it. */
export function Invoices({ workspace, isCharged }: { workspace: string; isCharged: boolean }) {
  const t = useTranslations("billing.invoices");
  const trpc = useTRPC();
  const { data, error, refetch, isFetching } = useQuery(
    trpc.billing.invoices.queryOptions({ workspace }, { staleTime: readAgainMs, retry: false }),
  );
  return (
    <Card>
      <CardHeader>
        <CardTitle className="text-base">{t("title")}</CardTitle>
        {isCharged && data?.next && (
          <CardDescription>
            <Next next={data.next} />
          </CardDescription>
        )}
      </CardHeader>
      <CardContent>
        {error ? (
          <ErrorState
            title={t("failedTitle")}
            why={t("failedWhy")}
            next={t("failedNext")}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        ) : data ? (
          <InvoiceTable invoices={data.invoices} />
        ) : (
          <Skeleton className="h-24" />
        )}
      </CardContent>
    </Card>
  );
}

function Next({ next }: { next: NonNullable<InvoicesView["next"]> }) {
  const t = useTranslations("billing.invoices");
  const format = useFormatter();
  const money = useMoney();
  if (!next.at) return null;
  const date = format.dateTime(new Date(next.at), { dateStyle: "long" });
  return t("next", { amount: money(next.amount, next.currency), date });
}

function InvoiceTable({ invoices }: { invoices: readonly InvoiceView[] }) {
  const t = useTranslations("billing.invoices");
  if (invoices.length === 0) {
    return <EmptyState icon={<Receipt />} title={t("none")} text={t("noneText")} />;
  }
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm" data-testid="invoices">
        <caption className="sr-only">{t("caption")}</caption>
        <thead className="text-muted-foreground text-xs max-sm:sr-only">
          <tr>
            {(["date", "number", "amount", "status"] as const).map((column) => (
              <th key={column} className="py-1.5 pe-3 text-start font-medium">
                {t(column)}
              </th>
            ))}
            <th className="py-1.5 text-start font-medium">
              <span className="sr-only">{t("open")}</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {invoices.map((invoice) => (
            <InvoiceRow key={invoice.id} invoice={invoice} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const shownStates = ["draft", "open", "paid", "void", "uncollectible"] as const;

function InvoiceRow({ invoice }: { invoice: InvoiceView }) {
  const t = useTranslations("billing.invoices");
  const format = useFormatter();
  const money = useMoney();
  const { number, status, total, due, currency, createdAt, url, pdfUrl } = invoice;
  const known = shownStates.find((state) => state === status) ?? "other";
  const isDue = status === "open" && due > 0;
  return (
    <tr className="max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:items-center max-sm:py-2">
      <td className="whitespace-nowrap py-2 pe-3 max-sm:py-0.5">
        {format.dateTime(new Date(createdAt), { dateStyle: "medium" })}
      </td>
      <td className="py-2 pe-3 text-muted-foreground max-sm:order-2 max-sm:py-0.5 max-sm:text-xs">
        {number}
      </td>
      <td className="py-2 pe-3 tabular-nums max-sm:order-1 max-sm:py-0.5 max-sm:pe-0 max-sm:text-end">
        {money(total, currency)}
      </td>
      <td className="py-2 pe-3 max-sm:order-3 max-sm:py-0.5 max-sm:pe-0 max-sm:text-end">
        <Badge tone={status === "paid" ? "success" : isDue ? "danger" : "neutral"}>
          {t(`states.${known}`, { status })}
        </Badge>
      </td>
      <td className="py-2 max-sm:order-4 max-sm:py-0.5">
        <span className="flex gap-3">
          {url && (
            <a
              className="text-primary underline-offset-4 hover:underline"
              href={url}
              target="_blank"
              rel="noreferrer"
            >
              {isDue ? t("pay") : t("open")}
            </a>
          )}
          {pdfUrl && (
            <a
              className="text-primary underline-offset-4 hover:underline"
              href={pdfUrl}
              target="_blank"
              rel="noreferrer"
            >
              {t("pdf")}
            </a>
          )}
        </span>
      </td>
    </tr>
  );
}
