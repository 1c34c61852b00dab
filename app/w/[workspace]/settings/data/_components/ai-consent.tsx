"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusDot } from "#app/_components/status.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";

/** Asked only when somebody wants to know: each time costs a call of MoltFlow's few. */
export function AiConsent({ workspace }: { workspace: string }) {
  const t = useTranslations("data.consent");
  const trpc = useTRPC();
  const check = useMutation(trpc.data.checkAiConsent.mutationOptions());
  const { data } = check;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription className="max-w-prose text-pretty">{t("text")}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-3">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button variant="outline" loading={check.isPending} onClick={() => check.mutate({ workspace })}>
            {data ? t("again") : t("ask")}
          </Button>
          <div role="status" className="flex flex-wrap items-center gap-x-3">
            {data && (
              <>
                <StatusDot tone={data.aiConsentEnabled ? "success" : "neutral"}>
                  {data.aiConsentEnabled ? t("on") : t("off")}
                </StatusDot>
                <span className="text-muted-foreground text-xs">
                  {t("checked")} <RelativeTime at={data.checkedAt} />
                </span>
              </>
            )}
          </div>
        </div>
        <ErrorNotice error={check.error} />
      </CardContent>
    </Card>
  );
}
