"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Card,
  CardAction,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from "#app/_ui/card.tsx";
import type { BillingView } from "#server/billing/schemas.ts";
import { usePortal } from "./use-portal.ts";

interface PartProps {
  workspace: string;
  billing: BillingView;
  mayManage: boolean;
}

const toneOf = (status: string) =>
  status === "active" || status === "trialing"
    ? "success"
    : status === "past_due" || status === "unpaid"
      ? "danger"
      : "neutral";

const shownStates = [
  ...(["trialing", "active", "past_due", "unpaid", "canceled", "paused"] as const),
  ...(["incomplete", "incomplete_expired"] as const),
];
const stateKey = (status: string) => shownStates.find((known) => known === status) ?? "other";

export function CurrentPlan({ workspace, billing, mayManage }: PartProps) {
  const t = useTranslations("billing");
  const { subscription, plan } = billing;
  return (
    <Card data-testid="current-plan" data-plan={plan} data-access={billing.access}>
      <CardHeader>
        <CardTitle className="text-base">
          {t("current.title")}: {t(`plans.${plan}`)}
        </CardTitle>
        <CardDescription>
          <Words billing={billing} />
        </CardDescription>
        {subscription && (
          <CardAction>
            <Badge tone={toneOf(subscription.status)}>
              {t(`states.${stateKey(subscription.status)}`, { status: subscription.status })}
            </Badge>
          </CardAction>
        )}
      </CardHeader>
      {subscription && (
        <CardContent className="grid gap-1 text-sm">
          <Dates subscription={subscription} />
        </CardContent>
      )}
      {billing.hasCustomer && (
        <CardFooter className="flex-wrap border-t">
          {mayManage && <Actions workspace={workspace} billing={billing} />}
          <Checked workspace={workspace} billing={billing} mayManage={mayManage} />
        </CardFooter>
      )}
    </Card>
  );
}

function Words({ billing: { sold, granted, subscription } }: { billing: BillingView }) {
  const t = useTranslations("billing.current");
  if (!sold) return t("notSold");
  if (granted) return t("granted");
  if (!subscription?.plan || subscription.status === "canceled") return t("free");
  return subscription.seats === null ? null : t("seats", { count: subscription.seats });
}

function Dates({ subscription }: { subscription: NonNullable<BillingView["subscription"]> }) {
  const t = useTranslations("billing");
  const format = useFormatter();
  const day = (at: string) => format.dateTime(new Date(at), { dateStyle: "long" });
  const { status, trialEnd, periodEnd, cancelAt, next } = subscription;
  if (status === "canceled") return null;
  if (cancelAt) return <p data-testid="ends">{t("current.ends", { date: day(cancelAt) })}</p>;
  return (
    <>
      {status === "trialing" && trialEnd ? (
        <p>{t("current.trial", { date: day(trialEnd) })}</p>
      ) : (
        periodEnd && <p>{t("current.renews", { date: day(periodEnd) })}</p>
      )}
      {next && <p>{t("current.next", { plan: t(`plans.${next.plan}`), date: day(next.at) })}</p>}
    </>
  );
}

function Actions({ workspace, billing: { subscription } }: { workspace: string; billing: BillingView }) {
  const t = useTranslations("billing.current");
  const portal = usePortal(workspace);
  const isLiving = subscription && !["canceled", "incomplete_expired"].includes(subscription.status);
  return (
    <>
      <Button
        variant="outline"
        size="sm"
        disabled={portal.isOpening}
        onClick={() => portal.open({ kind: "manage" })}
      >
        {subscription?.cancelAt ? t("keep") : t("manage")}
      </Button>
      {isLiving && (
        <Button
          variant="outline"
          size="sm"
          disabled={portal.isOpening}
          onClick={() => portal.open({ kind: "card" })}
        >
          {t("card")}
        </Button>
      )}
      {isLiving && !subscription.cancelAt && (
        <Button
          variant="ghost"
          size="sm"
          disabled={portal.isOpening}
          onClick={() => portal.open({ kind: "cancel" })}
        >
          {t("cancel")}
        </Button>
      )}
    </>
  );
}

function Checked({ workspace, billing: { syncedAt }, mayManage }: PartProps) {
  const t = useTranslations("billing.current");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  const refresh = useMutation(
    trpc.billing.refresh.mutationOptions({
      onSuccess: (fresh) =>
        queryClient.setQueryData(trpc.billing.get.queryOptions({ workspace }).queryKey, fresh),
      onError,
    }),
  );
  return (
    <p className="ms-auto flex items-center gap-1 text-muted-foreground text-xs">
      {syncedAt && <span>{t.rich("checked", { time: () => <RelativeTime at={syncedAt} /> })}</span>}
      {mayManage && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t("refresh")}
          loading={refresh.isPending}
          onClick={() => refresh.mutate({ workspace })}
        >
          <RotateCw aria-hidden />
        </Button>
      )}
    </p>
  );
}
