"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { BellPlus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { RoomLeft } from "#app/_components/room-left.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { SubscriptionView } from "#server/subscriptions/schemas.ts";
import { DryRunDialog } from "./dry-run-dialog.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { RuleRow } from "./rule-row.tsx";

interface RulesProps {
  workspace: string;
  mayManage: boolean;
  managers: readonly string[];
}

/** The reader's own rules, and everybody's. */
export function Rules({ workspace, mayManage, managers }: RulesProps) {
  const t = useTranslations("subscriptions.rules");
  const trpc = useTRPC();
  const roleNames = useRoleNames();
  const { data: rules } = useSuspenseQuery(trpc.subscriptions.list.queryOptions({ workspace }));
  const { data: settings } = useSuspenseQuery(trpc.subscriptions.settings.queryOptions({ workspace }));
  const [edited, setEdited] = useState<SubscriptionView | "new" | null>(null);
  const [tried, setTried] = useState<SubscriptionView | null>(null);
  const [mine, shared] = [rules.filter(isMine), rules.filter((rule) => !isMine(rule))];
  const create = (
    <Button onClick={() => setEdited("new")} data-testid="new-rule">
      <Plus aria-hidden />
      {t("new")}
    </Button>
  );
  const row = (rule: SubscriptionView) => (
    <RuleRow
      key={rule.id}
      workspace={workspace}
      rule={rule}
      timeZone={settings.timeZone}
      onEdit={() => setEdited(rule)}
      onTry={() => setTried(rule)}
    />
  );
  return (
    <>
      <RoomLeft workspace={workspace} limit="subscriptions" />
      <section className="grid gap-3" aria-labelledby="my-rules">
        <Heading id="my-rules" title={t("mine")} hint={t("mineHint")} action={mine.length > 0 && create} />
        {mine.length === 0 ? (
          <EmptyState
            icon={<BellPlus />}
            heading="h2"
            title={t("noneTitle")}
            text={t("noneText")}
            action={create}
            className="py-8"
          />
        ) : (
          <RuleList labelledBy="my-rules">{mine.map(row)}</RuleList>
        )}
      </section>
      <section className="grid gap-3" aria-labelledby="shared-rules">
        <Heading
          id="shared-rules"
          title={t("shared")}
          hint={mayManage ? t("sharedHint") : t("readOnly", { roles: roleNames(managers) })}
        />
        {shared.length === 0 ? (
          <p className="text-muted-foreground text-sm">{t("noShared")}</p>
        ) : (
          <RuleList labelledBy="shared-rules">{shared.map(row)}</RuleList>
        )}
      </section>
      {edited && (
        <RuleDialog
          workspace={workspace}
          rule={edited}
          mayManage={mayManage}
          onClose={() => setEdited(null)}
        />
      )}
      {tried && <DryRunDialog workspace={workspace} rule={tried} onClose={() => setTried(null)} />}
    </>
  );
}

/** A rule for one member is the reader's own where it tells them. */
const isMine = ({ audience, concernsMe }: SubscriptionView) => audience.kind === "member" && concernsMe;

interface HeadingProps {
  id: string;
  title: string;
  hint: string;
  action?: React.ReactNode;
}

function Heading({ id, title, hint, action }: HeadingProps) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-2">
      <div className="grid gap-0.5">
        <h2 id={id} className="font-semibold text-sm">
          {title}
        </h2>
        <p className="text-pretty text-muted-foreground text-sm">{hint}</p>
      </div>
      {action}
    </div>
  );
}

function RuleList({ labelledBy, children }: { labelledBy: string; children: React.ReactNode }) {
  return (
    <ul aria-labelledby={labelledBy} className="divide-y rounded-lg border bg-card shadow-xs">
      {children}
    </ul>
  );
}
