"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { BillingView, PreviewView, Purchase } from "#server/billing/schemas.ts";
import { useMoney } from "./use-money.ts";
import { usePortal } from "./use-portal.ts";

interface ConfirmProps {
  workspace: string;
  billing: BillingView;
  purchase: Purchase;
  /** Requests a minute that the plan has. */
  sold: number;
  onClose: () => void;
}

/** Says what is charged and when, before anybody is led to Stripe. */
export function ConfirmPurchase({ workspace, billing, purchase, sold, onClose }: ConfirmProps) {
  const t = useTranslations("billing");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const preview = useQuery(
    trpc.billing.preview.queryOptions({ workspace, ...purchase }, { staleTime: 0, retry: false }),
  );
  const served = billing.limits.requestsPerMinute.moltflow;
  const hasLess = served !== null && served < sold;
  const [accepts, setAccepts] = useState(false);
  const go = useGo(workspace);
  const next = () => preview.data && go.to(preview.data, { ...purchase, acceptsLess: accepts });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent data-testid="confirm-purchase">
        <DialogHeader>
          <DialogTitle>
            {t("confirm.title", { plan: t(`plans.${purchase.plan}`), interval: purchase.interval })}
          </DialogTitle>
          <DialogDescription>{t("confirm.moltflow")}</DialogDescription>
        </DialogHeader>
        {preview.error ? (
          <p role="alert" className="text-destructive text-sm">
            {errorText(preview.error).text}
          </p>
        ) : (
          <Cost preview={preview.data} interval={purchase.interval} />
        )}
        {hasLess && (
          <div className="grid gap-2 rounded-md bg-warning-subtle p-3 text-sm">
            <p>{t("confirm.serves", { served, sold })}</p>
            <Label className="flex items-center gap-2 font-normal">
              <Checkbox checked={accepts} onCheckedChange={(checked) => setAccepts(checked === true)} />
              {t("confirm.accept")}
            </Label>
          </div>
        )}
        <DialogFooter>
          <Button variant="outline" onClick={onClose}>
            {t("confirm.back")}
          </Button>
          <Button loading={go.isGoing} disabled={!preview.data || (hasLess && !accepts)} onClick={next}>
            {t("confirm.go")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

/** A first plan is bought, another one is changed; both end on Stripe's page. */
function useGo(workspace: string) {
  const trpc = useTRPC();
  const onError = useErrorToast();
  const portal = usePortal(workspace);
  const checkout = useMutation(
    trpc.billing.checkout.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url), onError }),
  );
  return {
    to: ({ when }: PreviewView, purchase: Purchase & { acceptsLess: boolean }) =>
      when === "checkout"
        ? checkout.mutate({ workspace, ...purchase })
        : portal.open({ kind: "change", ...purchase }),
    isGoing: portal.isOpening || checkout.isPending || checkout.isSuccess,
  };
}

function Cost({ preview, interval }: { preview: PreviewView | undefined; interval: Purchase["interval"] }) {
  const t = useTranslations("billing.confirm");
  const format = useFormatter();
  const money = useMoney();
  if (!preview) {
    return (
      <div role="status">
        <span className="sr-only">{t("reading")}</span>
        <Skeleton className="h-10" />
      </div>
    );
  }
  const { when, currency, at, trialDays } = preview;
  const amount = money(preview.amount, currency);
  const recurring = money(preview.recurring, currency);
  const date = at ? format.dateTime(new Date(at), { dateStyle: "long" }) : "";
  return (
    <div className="grid gap-1 text-sm" data-testid="cost">
      <p className="font-medium">
        {when === "checkout" && trialDays !== null
          ? t("trial", { days: trialDays, amount: recurring })
          : t(when, { amount, date })}
      </p>
      <p className="text-muted-foreground">{t("recurring", { amount: recurring, interval })}</p>
    </div>
  );
}
