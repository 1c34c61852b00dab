"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { BillingView, PortalFlow } from "#server/billing/schemas.ts";
import { usePortal } from "./use-portal.ts";

type Problem = "grace" | "readOnly" | "paused" | "ended" | "two_subscriptions" | "unknown_price";

function problemOf({ access, subscription, trouble }: BillingView): Problem | null {
  if (access === "grace") return "grace";
  if (access === "read_only") {
    if (subscription?.status === "canceled") return "ended";
    return subscription?.status === "paused" ? "paused" : "readOnly";
  }
  return trouble === "two_subscriptions" || trouble === "unknown_price" ? trouble : null;
}

/** Where the one thing to do is done; a price that is not known is ours to mend. */
const flows: Record<Exclude<Problem, "ended" | "unknown_price">, PortalFlow> = {
  grace: { kind: "card" },
  readOnly: { kind: "card" },
  paused: { kind: "card" },
  two_subscriptions: { kind: "manage" },
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
        problem !== "unknown_price" &&
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
