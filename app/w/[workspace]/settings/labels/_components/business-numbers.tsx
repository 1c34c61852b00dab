"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import type { LabelNumber, LabelView } from "#server/labels/schemas.ts";
import { ImportDialog } from "./import-dialog.tsx";

interface BusinessNumbersProps {
  workspace: string;
  numbers: LabelNumber[];
  labels: LabelView[];
  mayManage: boolean;
}

/** How labels stand with the WhatsApp of each number, and which numbers can have none. */
export function BusinessNumbers({ workspace, numbers, labels, mayManage }: BusinessNumbersProps) {
  const t = useTranslations("labels.business");
  const [importing, setImporting] = useState<LabelNumber | null>(null);
  return (
    <section aria-labelledby="with-whatsapp" className="grid gap-3">
      <div className="grid gap-1">
        <h2 id="with-whatsapp" className="font-semibold text-base">
          {t("title")}
        </h2>
        <p className="max-w-prose text-pretty text-muted-foreground text-sm">{t("text")}</p>
      </div>
      {numbers.length === 0 ? (
        <p className="text-muted-foreground text-sm">{t("noNumbers")}</p>
      ) : (
        <Card className="gap-0 py-0">
          <ul aria-labelledby="with-whatsapp" className="divide-y">
            {numbers.map((number) => (
              <NumberRow
                key={number.id}
                workspace={workspace}
                number={number}
                labels={labels}
                mayManage={mayManage}
                onImport={() => setImporting(number)}
              />
            ))}
          </ul>
        </Card>
      )}
      {importing && (
        <ImportDialog
          workspace={workspace}
          number={importing}
          labels={labels}
          onClose={() => setImporting(null)}
        />
      )}
    </section>
  );
}

interface NumberRowProps {
  workspace: string;
  number: LabelNumber;
  labels: LabelView[];
  mayManage: boolean;
  onImport: () => void;
}

function NumberRow({ workspace, number, labels, mayManage, onImport }: NumberRowProps) {
  const t = useTranslations("labels.business");
  const { name, isBusiness } = number;
  return (
    <li data-testid="label-number" className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="grid min-w-0 flex-1 basis-64 gap-1">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span dir="auto" className="min-w-0 truncate font-medium text-sm">
            {name}
          </span>
          <Badge tone={isBusiness ? "success" : "outline"}>{isBusiness ? t("yes") : t("no")}</Badge>
        </span>
        <p className="max-w-prose text-pretty text-muted-foreground text-xs">
          {isBusiness ? <Standing number={number} labels={labels} /> : t("noHint")}
        </p>
      </div>
      {mayManage && (
        <div className="flex items-center gap-2">
          <CheckButton workspace={workspace} number={number} />
          {isBusiness && (
            <Button size="sm" variant="outline" onClick={onImport} data-testid="import-labels">
              {t("import")}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

function Standing({ number, labels }: { number: LabelNumber; labels: LabelView[] }) {
  const t = useTranslations("labels.business");
  const there = labels.flatMap(({ onNumbers }) => onNumbers.filter(({ numberId }) => numberId === number.id));
  const behind = there.filter((label) => label.behind !== null).length;
  const last = there
    .map(({ syncedAt }) => syncedAt)
    .sort()
    .at(-1);
  return (
    <>
      {t("labels", { count: there.length })}
      {behind > 0 && <span className="text-warning"> · {t("behind", { count: behind })}</span>}
      {" · "}
      {last ? t.rich("lastSync", { time: () => <RelativeTime key="time" at={last} /> }) : t("neverSynced")}
    </>
  );
}

function CheckButton({ workspace, number }: { workspace: string; number: LabelNumber }) {
  const t = useTranslations("labels.business");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { id, name } = number;
  const check = useMutation(
    trpc.labels.checkBusiness.mutationOptions({
      onSuccess: ({ isBusiness }) =>
        toast.info(t("checked", { name, isBusiness: isBusiness ? "yes" : "no" })),
      onError: useErrorToast(),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  return (
    <Button
      size="sm"
      variant="ghost"
      loading={check.isPending}
      onClick={() => check.mutate({ workspace, numberId: id })}
    >
      {t("check")}
    </Button>
  );
}
