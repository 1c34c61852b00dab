"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import type { LabelImportView, LabelNumber, LabelView } from "#server/labels/schemas.ts";
import { LabelTag } from "../../../_components/label-chips.tsx";

interface ImportDialogProps {
  workspace: string;
  number: LabelNumber;
  labels: LabelView[];
  onClose: () => void;
}

/** Takes over the labels of a number: says first what it may replace, and then what it did. */
export function ImportDialog({ workspace, number, labels, onClose }: ImportDialogProps) {
  const t = useTranslations("labels.import");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const take = useMutation(
    trpc.labels.import.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  const conflicts = labels.filter(({ synced }) => synced === "changed_here");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="outline-none">
        {take.data ? (
          <Imported workspace={workspace} number={number} result={take.data} />
        ) : (
          <>
            <DialogHeader>
              <DialogTitle>{t("title", { number: number.name })}</DialogTitle>
              <DialogDescription>{t("text")}</DialogDescription>
            </DialogHeader>
            {conflicts.length > 0 && (
              <Callout tone="warning" title={t("conflictTitle", { count: conflicts.length })}>
                <p>{t("conflictText")}</p>
                <span className="mt-2 flex flex-wrap gap-1.5">
                  {conflicts.map(({ id, name, color }) => (
                    <LabelTag key={id} name={name} color={color} />
                  ))}
                </span>
              </Callout>
            )}
            <ErrorNotice error={take.error} />
            <DialogFooter>
              <DialogClose asChild>
                <Button variant="outline">{tCommon("cancel")}</Button>
              </DialogClose>
              <Button
                loading={take.isPending}
                onClick={() => take.mutate({ workspace, numberId: number.id })}
                data-testid="confirm-import"
              >
                {t("action")}
              </Button>
            </DialogFooter>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}

interface ImportedProps {
  workspace: string;
  number: LabelNumber;
  result: LabelImportView;
}

function Imported({ workspace, number, result: { imported, updated, changes } }: ImportedProps) {
  const t = useTranslations("labels.import");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("doneTitle", { number: number.name })}</DialogTitle>
        <DialogDescription>{t("doneText", { imported, updated })}</DialogDescription>
      </DialogHeader>
      {changes.length > 0 && (
        <div className="grid gap-2">
          <h3 id="import-changes" className="font-medium text-sm">
            {t("changed")}
          </h3>
          <ul aria-labelledby="import-changes" className="divide-y rounded-md border">
            {changes.map((change) => (
              <Changed key={change.labelId} workspace={workspace} change={change} />
            ))}
          </ul>
        </div>
      )}
      <DialogFooter>
        <DialogClose asChild>
          <Button>{t("done")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}

interface ChangedProps {
  workspace: string;
  change: LabelImportView["changes"][number];
}

/** One label as it was and as it is, and the way back. */
function Changed({ workspace, change: { labelId, before, after, replacedOurs } }: ChangedProps) {
  const t = useTranslations("labels.import");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const back = useMutation(
    trpc.labels.change.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  return (
    <li className="grid gap-2 px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <LabelTag {...before} />
        <ArrowRight aria-hidden className="size-4 shrink-0 text-muted-foreground rtl:rotate-180" />
        <LabelTag {...after} />
        {replacedOurs && <Badge tone="warning">{t("replacedOurs")}</Badge>}
        <Button
          size="sm"
          variant="ghost"
          className="ms-auto"
          disabled={back.isSuccess}
          loading={back.isPending}
          onClick={() => back.mutate({ workspace, labelId, ...before, seen: after })}
        >
          {back.isSuccess ? t("isBack") : t("putBack")}
        </Button>
      </div>
      <ErrorNotice error={back.error} />
    </li>
  );
}
