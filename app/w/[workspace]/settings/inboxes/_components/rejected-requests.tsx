"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { ChevronRight, ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Card } from "#app/_ui/card.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import type { InboxView, RejectedView } from "#server/inbox/schemas.ts";
import { CodeBox } from "../../../_components/code-box.tsx";
import { HeaderTable } from "../../../_components/header-table.tsx";

/** Radix has no empty value. */
const all = "*";

interface RejectedRequestsProps {
  workspace: string;
  inboxes: InboxView[];
}

/** What was refused for its signature, so that people can see what their sender does wrong. */
export function RejectedRequests({ workspace, inboxes }: RejectedRequestsProps) {
  const t = useTranslations("inbox.rejected");
  const trpc = useTRPC();
  const [inboxId, setInboxId] = useState(all);
  const { data } = useSuspenseQuery(trpc.inbox.rejected.queryOptions({ workspace }));
  const shown = data.filter((request) => inboxId === all || request.inboxId === inboxId);
  return (
    <section aria-labelledby="rejected" className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid gap-1">
          <h2 id="rejected" className="font-semibold text-base">
            {t("title")}
          </h2>
          <p className="max-w-prose text-pretty text-muted-foreground text-sm">{t("text")}</p>
        </div>
        {inboxes.length > 1 && data.length > 0 && (
          <Select value={inboxId} onValueChange={setInboxId}>
            <SelectTrigger aria-label={t("filter")} className="w-48">
              <SelectValue>{inboxes.find(({ id }) => id === inboxId)?.name ?? t("all")}</SelectValue>
            </SelectTrigger>
            <SelectContent>
              <SelectItem value={all}>{t("all")}</SelectItem>
              {inboxes.map(({ id, name }) => (
                <SelectItem key={id} value={id}>
                  {name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </div>
      {shown.length === 0 ? (
        <EmptyState icon={<ShieldCheck />} title={t("emptyTitle")} text={t("emptyText")} className="py-10" />
      ) : (
        <Card className="gap-0 divide-y py-0">
          {shown.map((request) => (
            <RejectedRequest key={request.id} request={request} />
          ))}
        </Card>
      )}
    </section>
  );
}

function RejectedRequest({ request }: { request: RejectedView }) {
  const t = useTranslations("inbox.rejected");
  const { reason, inboxName, bodyBytes, receivedAt, headers } = request;
  return (
    <details data-testid="rejected-request" className="group">
      <summary className="flex min-h-10 list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm transition-colors hover:bg-muted/60 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 rtl:rotate-180"
          aria-hidden
        />
        <Badge tone="danger">{t(`reason.${reason}`)}</Badge>
        <span className="min-w-0 truncate" dir="auto">
          {inboxName}
        </span>
        <span className="text-muted-foreground text-xs">{t("size", { count: bodyBytes })}</span>
        <RelativeTime at={receivedAt} className="ms-auto text-muted-foreground text-xs" />
      </summary>
      <div className="grid gap-4 border-t bg-muted/30 px-4 py-4">
        <p className="max-w-prose text-pretty text-sm">{t(`why.${reason}`)}</p>
        <div className="grid gap-1">
          <h3 className="font-medium text-sm">{t("headers")}</h3>
          <HeaderTable headers={headers} />
        </div>
        <RejectedBody body={request.body} />
      </div>
    </details>
  );
}

function RejectedBody({ body }: Pick<RejectedView, "body">) {
  const t = useTranslations("inbox.rejected");
  if (body === null) return <p className="text-muted-foreground text-sm">{t("bodyHidden")}</p>;
  const shown = body.text ?? body.base64 ?? "";
  if (shown === "") return <p className="text-muted-foreground text-sm">{t("bodyEmpty")}</p>;
  const title = body.truncated ? t("bodyStart") : t("bodyWhole");
  return (
    <div className="grid gap-1">
      <h3 className="font-medium text-sm">{body.base64 === null ? title : t("bodyBase64")}</h3>
      <CodeBox text={shown} label={title} wrap className="max-h-64 bg-card" />
    </div>
  );
}
