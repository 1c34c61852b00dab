"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { BillingView, PortalFlow } from "#server/billing/schemas.ts";
import { usePortal } from "./use-portal.ts";

type Problem = "grace" | "readOnly" | "ended" | "two_subscriptions" | "unknown_price";

function problemOf({ access, subscription, trouble }: BillingView): Problem | null {
  if (access === "grace") return "grace";
  if (access === "read_only") return subscription?.status === "canceled" ? "ended" : "readOnly";
  return trouble === "two_subscriptions" || trouble === "unknown_price" ? trouble : null;
}

const flows: Record<Exclude<Problem, "ended">, PortalFlow> = {
  grace: { kind: "card" },
  readOnly: { kind: "card" },
  two_subscriptions: { kind: "manage" },
  unknown_price: { kind: "manage" },
};

/** What is wrong with paying, why it matters, and the one thing to do. */
export function Problems({
  workspace,
  billing,
  mayManage,
}: {
  workspace: string;
  billing: BillingView;
  mayManage: boolean;
}) {
  const t = useTranslations("billing.problems");
  const format = useFormatter();
  const portal = usePortal(workspace);
  const problem = problemOf(billing);
  if (!problem) return null;
  const date = billing.graceUntil ? format.dateTime(new Date(billing.graceUntil), { dateStyle: "long" }) : "";
  return (
    <Callout
      tone={problem === "grace" || problem === "unknown_price" ? "warning" : "danger"}
      title={t(`${problem}.title`)}
      action={
        mayManage &&
        (problem === "ended" ? (
          <Button asChild size="sm">
            <a href="#plans">{t("ended.action")}</a>
          </Button>
        ) : (
          <Button size="sm" loading={portal.isOpening} onClick={() => portal.open(flows[problem])}>
            {t(`${problem}.action`)}
          </Button>
        ))
      }
    >
      {t(`${problem}.text`, { date })}
    </Callout>
  );
}
