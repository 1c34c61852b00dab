"use client";

import { useMutation } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { SecurityView, TotpSetup } from "#server/account/schemas.ts";
import { RemoveFactor } from "./remove-factor.tsx";
import { SetUpTotp } from "./set-up-totp.tsx";
import { useFactorsChanged } from "./use-factors-changed.ts";

export function Authenticator({ security }: { security: SecurityView }) {
  const t = useTranslations("security.totp");
  const trpc = useTRPC();
  const errorToast = useErrorToast();
  const changed = useFactorsChanged();
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const start = useMutation(
    trpc.account.startTotp.mutationOptions({ onSuccess: setSetup, onError: errorToast }),
  );
  const remove = useMutation(trpc.account.removeTotp.mutationOptions({ onSuccess: changed }));
  const isLast = security.passkeys.length === 0;
  return (
    <Card data-testid="totp-card">
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          <Smartphone aria-hidden className="size-4 text-muted-foreground" />
          {t("title")}
          <Badge tone={security.totp ? "success" : "neutral"}>{t(security.totp ? "on" : "off")}</Badge>
        </CardTitle>
        <CardDescription>{t("text")}</CardDescription>
        <CardAction>
          {security.totp ? (
            <RemoveFactor
              title={t("removeTitle")}
              text={t("removeText")}
              isLast={isLast}
              requiredBy={security.requiredBy}
              remove={remove}
              onConfirm={(done) => remove.mutate(undefined, { onSuccess: done })}
              trigger={
                <Button variant="outline" size="sm">
                  {t("remove")}
                </Button>
              }
            />
          ) : (
            <Button size="sm" loading={start.isPending} onClick={() => start.mutate()}>
              {t("setUp")}
            </Button>
          )}
        </CardAction>
      </CardHeader>
      {security.totp && (
        <CardContent className="text-muted-foreground text-xs">
          {t.rich("since", { time: () => <RelativeTime at={security.totp?.since ?? 0} /> })}
        </CardContent>
      )}
      <SetUpTotp setup={setup} onClose={() => setSetup(null)} />
    </Card>
  );
}
