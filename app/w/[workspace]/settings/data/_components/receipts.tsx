"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Card } from "#app/_ui/card.tsx";
import { Receipt } from "./receipt.tsx";

export function Receipts({ workspace }: { workspace: string }) {
  const t = useTranslations("data.receipts");
  const trpc = useTRPC();
  const { data: receipts } = useSuspenseQuery(trpc.data.erasures.queryOptions({ workspace }));
  return (
    <section aria-labelledby="receipts" className="grid gap-3">
      <h2 id="receipts" className="font-semibold text-sm">
        {t("title")}
      </h2>
      {receipts.length === 0 ? (
        <EmptyState
          icon={<ReceiptText />}
          title={t("emptyTitle")}
          text={t("emptyText")}
          heading="h2"
          className="py-8"
        />
      ) : (
        <Card className="gap-0 py-0">
          <ul aria-label={t("list")} className="divide-y">
            {receipts.map((receipt) => (
              <Receipt key={receipt.id} receipt={receipt} />
            ))}
          </ul>
        </Card>
      )}
    </section>
  );
}
