"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Plus, Waypoints } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import type { WebhookList, WebhookView } from "#server/webhooks/schemas.ts";
import { Freshness } from "../../../_components/freshness.tsx";
import { UpstreamRefusal } from "../../../_components/upstream-refusal.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";
import { WebhookRow } from "./webhook-row.tsx";

interface WebhooksScreenProps {
  workspace: string;
  mayManage: boolean;
}

/** Where MoltFlow itself delivers, and the ways to change that. */
export function WebhooksScreen({ workspace, mayManage }: WebhooksScreenProps) {
  const t = useTranslations("webhooks");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: list } = useSuspenseQuery(trpc.webhooks.list.queryOptions({ workspace }));
  const [edited, setEdited] = useState<WebhookView | "new" | null>(null);
  const refresh = useMutation(
    trpc.webhooks.refresh.mutationOptions({
      onSuccess: (fresh) => queryClient.setQueryData(trpc.webhooks.list.queryKey({ workspace }), fresh),
      onError: useErrorToast(),
      // The list says itself why it is old.
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.webhooks.list.pathKey() }),
    }),
  );
  const ask = () => refresh.mutate({ workspace });
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          mayManage &&
          list.data && (
            <Button onClick={() => setEdited("new")} data-testid="new-webhook">
              <Plus aria-hidden />
              {t("new")}
            </Button>
          )
        }
      />
      {list.data ? (
        <section className="grid gap-2">
          {list.failure !== null && (
            <UpstreamRefusal
              error={list.failure}
              onRecheck={ask}
              rechecking={refresh.isPending}
              className="mb-2"
            />
          )}
          <Freshness fresh={list} onRefresh={ask} pending={refresh.isPending} />
          <Webhooks workspace={workspace} webhooks={list.data} mayManage={mayManage} onEdit={setEdited} />
        </section>
      ) : (
        <NoList list={list} onRecheck={ask} rechecking={refresh.isPending} />
      )}
      {edited && <WebhookDialog workspace={workspace} webhook={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

interface NoListProps {
  list: WebhookList;
  onRecheck: () => void;
  rechecking: boolean;
}

function NoList({ list, onRecheck, rechecking }: NoListProps) {
  const t = useTranslations("webhooks");
  if (list.failure === null) return <p className="text-muted-foreground text-sm">{t("noneYet")}</p>;
  return <UpstreamRefusal error={list.failure} onRecheck={onRecheck} rechecking={rechecking} />;
}

interface WebhooksProps {
  workspace: string;
  webhooks: WebhookView[];
  mayManage: boolean;
  onEdit: (webhook: WebhookView) => void;
}

function Webhooks({ workspace, webhooks, mayManage, onEdit }: WebhooksProps) {
  const t = useTranslations("webhooks");
  if (webhooks.length === 0) {
    return <EmptyState icon={<Waypoints />} title={t("empty.title")} text={t("empty.text")} />;
  }
  return (
    <Card className="gap-0 py-0">
      <ul aria-label={t("listLabel")} className="divide-y">
        {webhooks.map((webhook) => (
          <WebhookRow
            key={webhook.id}
            workspace={workspace}
            webhook={webhook}
            mayManage={mayManage}
            onEdit={() => onEdit(webhook)}
          />
        ))}
      </ul>
    </Card>
  );
}
