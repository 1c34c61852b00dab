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
import { isLiving } from "./is-living.ts";
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
      {subscription && <Dates subscription={subscription} />}
      {billing.hasCustomer && (
        <CardFooter className="flex-wrap border-t">
          {mayManage && subscription && (
            <Actions workspace={workspace} subscription={subscription} isAsked={billing.access !== "full"} />
          )}
          <Checked workspace={workspace} billing={billing} mayManage={mayManage} />
        </CardFooter>
      )}
    </Card>
  );
}

function Words({ billing: { plan, sold, granted, access, subscription } }: { billing: BillingView }) {
  const t = useTranslations("billing");
  // Where nothing is sold, a smaller plan is one that was set by hand.
  if (!sold && plan === "business") return t("current.notSold");
  if (!sold || granted) return t("current.granted");
  if (subscription?.status === "canceled") {
    return t(access === "read_only" ? "current.endedUnpaid" : "current.ended");
  }
  if (!subscription?.plan) return t("current.free");
  if (!isLiving(subscription)) return t("current.notPaid");
  const { interval, seats } = subscription;
  return [interval && t(`picker.${interval}`), seats !== null && t("current.seats", { count: seats })]
    .filter(Boolean)
    .join(" · ");
}

type Subscription = NonNullable<BillingView["subscription"]>;

/** What happens next by itself. Nothing does while a payment is missing: then the notice above says what to do. */
function Dates({ subscription }: { subscription: Subscription }) {
  const t = useTranslations("billing");
  const format = useFormatter();
  const day = (at: string) => format.dateTime(new Date(at), { dateStyle: "long" });
  const { status, trialEnd, periodEnd, cancelAt, next } = subscription;
  if (!isLiving(subscription)) return null;
  const isTrial = status === "trialing" && trialEnd !== null;
  const renews = status === "active" && periodEnd !== null && !next;
  if (!cancelAt && !isTrial && !renews && !next) return null;
  return (
    <CardContent className="grid gap-1 text-sm">
      {cancelAt ? (
        <p data-testid="ends">{t("current.ends", { date: day(cancelAt) })}</p>
      ) : (
        <>
          {isTrial && <p>{t("current.trial", { date: day(trialEnd) })}</p>}
          {renews && <p>{t("current.renews", { date: day(periodEnd) })}</p>}
          {next && <p>{t("current.next", { plan: t(`plans.${next.plan}`), date: day(next.at) })}</p>}
        </>
      )}
    </CardContent>
  );
}

interface ActionsProps {
  workspace: string;
  subscription: Subscription;
  /** The notice above asks for another card already. */
  isAsked: boolean;
}

function Actions({ workspace, subscription, isAsked }: ActionsProps) {
  const t = useTranslations("billing.current");
  const portal = usePortal(workspace);
  const lives = isLiving(subscription);
  return (
    <>
      <Button
        variant="outline"
        size="sm"
        disabled={portal.isOpening}
        onClick={() => portal.open({ kind: "manage" })}
      >
        {subscription.cancelAt ? t("keep") : t("manage")}
      </Button>
      {lives && !isAsked && (
        <Button
          variant="outline"
          size="sm"
          disabled={portal.isOpening}
          onClick={() => portal.open({ kind: "card" })}
        >
          {t("card")}
        </Button>
      )}
      {lives && !subscription.cancelAt && (
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
