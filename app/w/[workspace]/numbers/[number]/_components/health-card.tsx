"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { KeyValue } from "#app/_components/key-value.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { NumberView } from "#server/numbers/view.ts";
import { NumberStatus } from "../../../_components/number-status.tsx";
import { HealthBadge, HealthText } from "../../_components/number-health.tsx";

interface HealthCardProps {
  workspace: string;
  number: NumberView;
  mayManage: boolean;
}

/** Whether the number works, what says so, and a way to ask MoltFlow at this moment. */
export function HealthCard({ workspace, number, mayManage }: HealthCardProps) {
  const t = useTranslations("numbers.detail.health");
  const tNumbers = useTranslations("numbers");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const check = useMutation(
    trpc.numbers.check.mutationOptions({
      onSuccess: () => toast.success(t("checked")),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() }),
    }),
  );
  const time = (at: string | null) => (at ? <RelativeTime at={at} /> : "–");
  return (
    <Card data-testid="number-health">
      <CardHeader>
        <CardTitle className="flex flex-wrap items-center gap-2">
          {t("title")}
          <HealthBadge number={number} />
        </CardTitle>
        <CardDescription aria-live="polite">
          <HealthText number={number} />
        </CardDescription>
        {mayManage && (
          <CardAction>
            <Button
              variant="outline"
              size="sm"
              loading={check.isPending}
              onClick={() => check.mutate({ workspace, numberId: number.id })}
            >
              <RefreshCw aria-hidden />
              {t("check")}
            </Button>
          </CardAction>
        )}
      </CardHeader>
      <CardContent className="grid gap-3">
        <ErrorNotice error={check.error} />
        <KeyValue
          items={[
            { label: t("status"), value: <NumberStatus status={number.status} /> },
            {
              label: t("phone"),
              value: <span dir="auto">{number.phoneNumber ?? tNumbers("noPhone")}</span>,
            },
            { label: t("workingSince"), value: time(number.workingSince) },
            { label: t("lastEvent"), value: time(number.lastEventAt) },
          ]}
        />
      </CardContent>
    </Card>
  );
}
