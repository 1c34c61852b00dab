"use client";

import { ChevronRight, Download } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { KeyValue } from "#app/_components/key-value.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { ErasureView } from "#server/data/schemas.ts";
import { RecordCounts } from "./record-counts.tsx";

const tones: Record<ErasureView["state"], StatusTone> = {
  queued: "info",
  running: "info",
  done: "success",
  failed: "danger",
};

/** Hands the receipt over as a file, without asking the server again. */
function save(receipt: ErasureView) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `erasure-${receipt.id}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

export function Receipt({ receipt }: { receipt: ErasureView }) {
  const t = useTranslations("data.receipts");
  const { state, hint, requestedBy, createdAt } = receipt;
  return (
    <li data-testid="receipt">
      <details className="group">
        <summary className="flex min-h-11 list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm transition-colors hover:bg-muted/60 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 rtl:rotate-180"
            aria-hidden
          />
          <span className="font-medium tabular-nums">{hint}</span>
          <StatusBadge tone={tones[state]} pulse={state === "running"}>
            {t(`state.${state}`)}
          </StatusBadge>
          <span className="min-w-0 truncate text-muted-foreground text-xs" dir="auto">
            {requestedBy === null ? t("byNobody") : t("by", { name: requestedBy })}
          </span>
          <RelativeTime at={createdAt} className="ms-auto text-muted-foreground text-xs" />
        </summary>
        <Details receipt={receipt} />
      </details>
    </li>
  );
}

function Details({ receipt }: { receipt: ErasureView }) {
  const t = useTranslations("data.receipts");
  const format = useFormatter();
  const { erased, reason, digest, finishedAt, state } = receipt;
  const finished =
    finishedAt && format.dateTime(new Date(finishedAt), { dateStyle: "medium", timeStyle: "short" });
  const isEmpty = Object.keys(erased).length === 0;
  return (
    <div className="grid gap-3 border-t bg-muted/30 px-4 py-3">
      {receipt.failure !== null && <p className="text-pretty text-sm">{t("failure")}</p>}
      <KeyValue
        items={[
          { label: t("erased"), value: isEmpty ? t("nothing") : <RecordCounts counts={erased} /> },
          { label: t("upstream"), value: <Upstream receipt={receipt} /> },
          { label: t("reason"), value: <span dir="auto">{reason}</span> },
          {
            label: t("digest"),
            value: (
              <>
                <code className="wrap-anywhere font-mono text-xs">{digest}</code>
                <span className="block text-muted-foreground text-xs">{t("digestHint")}</span>
              </>
            ),
          },
          ...(finished ? [{ label: t("finished"), value: finished }] : []),
        ]}
      />
      {(state === "done" || state === "failed") && (
        <Button variant="outline" size="sm" className="justify-self-start" onClick={() => save(receipt)}>
          <Download aria-hidden />
          {t("download")}
        </Button>
      )}
    </div>
  );
}

function Upstream({ receipt: { upstream } }: { receipt: ErasureView }) {
  const t = useTranslations("data.receipts");
  if (upstream === null) return t("waiting");
  const none = { messages: 0, reviews: 0, chats: 0, groupMembers: 0 };
  return t(`outcome.${upstream.outcome}`, { ...none, ...upstream.erased, kind: upstream.detail ?? "" });
}
