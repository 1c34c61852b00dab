"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { OfferedPlan } from "#server/plans/index.ts";
import { RoleNote } from "../../../_components/role-note.tsx";
import type { Access } from "../../../_lib/access.ts";
import { CurrentPlan } from "./current-plan.tsx";
import { Frozen } from "./frozen.tsx";
import { Invoices } from "./invoices.tsx";
import { LimitTable } from "./limit-table.tsx";
import { PlanPicker } from "./plan-picker.tsx";
import { Problems } from "./problems.tsx";
import { Returned } from "./returned.tsx";

export function BillingScreen({
  workspace,
  access,
  offered,
}: {
  workspace: string;
  access: Access;
  offered: readonly OfferedPlan[];
}) {
  const t = useTranslations("billing");
  const trpc = useTRPC();
  const { data: billing } = useSuspenseQuery(trpc.billing.get.queryOptions({ workspace }));
  const part = { workspace, billing, mayManage: access.mayManage };
  // What Stripe foresees is the price of now, which a change that waits makes another.
  const isCharged = billing.access !== "read_only" && !billing.subscription?.next;
  return (
    <>
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      {access.mayManage && billing.sold && <Returned workspace={workspace} />}
      <Problems {...part} />
      <CurrentPlan {...part} />
      {billing.sold && <Frozen workspace={workspace} mayManage={access.mayManage} />}
      <LimitTable workspace={workspace} billing={billing} />
      {billing.sold && !billing.granted && access.mayManage && (
        <PlanPicker workspace={workspace} billing={billing} offered={offered} />
      )}
      {billing.hasCustomer && <Invoices workspace={workspace} isCharged={isCharged} />}
    </>
  );
}
