"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Trash2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import type { ExportView } from "#server/data/schemas.ts";
import { useFileSize } from "./use-file-size.ts";

const tones: Record<ExportView["state"], StatusTone> = {
  queued: "info",
  running: "info",
  ready: "success",
  expired: "neutral",
  failed: "danger",
  cancelled: "neutral",
};

interface ExportRowProps {
  workspace: string;
  item: ExportView;
}

export function ExportRow({ workspace, item }: ExportRowProps) {
  const t = useTranslations("data.exports");
  const isWorking = item.state === "queued" || item.state === "running";
  return (
    <li data-testid="export" className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="grid min-w-0 flex-1 basis-56 gap-0.5">
          <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
            {t(`kind.${item.kind}`)} · {t(`format.${item.format}`)}
            <StatusBadge tone={tones[item.state]} pulse={item.state === "running"}>
              {t(`state.${item.state}`)}
            </StatusBadge>
          </p>
          <p className="flex flex-wrap gap-x-2 text-muted-foreground text-xs">
            <span className="min-w-0 truncate" dir="auto">
              {item.requestedBy === null ? t("byNobody") : t("by", { name: item.requestedBy })}
            </span>
            <RelativeTime at={item.createdAt} />
          </p>
        </div>
        <Actions workspace={workspace} item={item} />
      </div>
      {isWorking && <Working item={item} />}
      {item.state === "ready" && <Ready item={item} />}
      {item.failure !== null && <Failure failure={item.failure} />}
    </li>
  );
}

function Actions({ workspace, item }: ExportRowProps) {
  const t = useTranslations("data.exports");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorToast = useErrorToast();
  const cancel = useMutation(
    trpc.data.cancelExport.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.data.pathKey() });
        toast.success(t("cancelled"));
      },
      onError: errorToast,
    }),
  );
  const isReady = item.state === "ready";
  if (!isReady && item.state !== "queued" && item.state !== "running") return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isReady && (
        <Button asChild size="sm">
          <a href={`/w/${workspace}/settings/data/exports/${item.id}`} download>
            <Download aria-hidden />
            {t("download")}
          </a>
        </Button>
      )}
      <Button
        size="sm"
        variant="outline"
        loading={cancel.isPending}
        onClick={() => cancel.mutate({ workspace, id: item.id })}
      >
        {isReady ? <Trash2 aria-hidden /> : <X aria-hidden />}
        {isReady ? t("takeBack") : t("cancel")}
      </Button>
    </div>
  );
}

function Working({ item }: { item: ExportView }) {
  const t = useTranslations("data.exports");
  const { rowsDone: done, rowsTotal: total } = item;
  return (
    <div className="grid gap-1">
      <Progress
        aria-label={t("progressLabel")}
        value={total === null ? null : Math.min(done, total)}
        max={total || 1}
      />
      <p className="text-muted-foreground text-xs tabular-nums">
        {total === null ? t("progressOpen", { done }) : t("progress", { done, total })} {t("safe")}
      </p>
    </div>
  );
}

function Ready({ item }: { item: ExportView }) {
  const t = useTranslations("data.exports");
  const fileSize = useFileSize();
  return (
    <p className="flex flex-wrap gap-x-2 text-muted-foreground text-xs tabular-nums">
      <span>{t("result", { rows: item.rowsDone, size: fileSize(item.sizeBytes ?? 0) })}</span>
      {item.expiresAt && (
        <span>
          {t("expires")} <RelativeTime at={item.expiresAt} />
        </span>
      )}
    </p>
  );
}

function Failure({ failure }: { failure: string }) {
  const t = useTranslations("data.exports.failures");
  type Key = Parameters<typeof t>[0];
  const key = failure as Key;
  return <p className="text-pretty text-sm">{t.has(key) ? t(key) : failure}</p>;
}
