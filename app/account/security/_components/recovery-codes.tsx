"use client";

import { useMutation } from "@tanstack/react-query";
import { LifeBuoy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Dialog, DialogContent } from "#app/_ui/dialog.tsx";
import { FactorAdded } from "./factor-added.tsx";
import { useFactorsChanged } from "./use-factors-changed.ts";

/** Fewer are left than a person should travel with. */
const few = 3;

export function RecoveryCodes({ left }: { left: number }) {
  const t = useTranslations("security.recovery");
  const trpc = useTRPC();
  const changed = useFactorsChanged();
  const errorToast = useErrorToast();
  const renew = useMutation(
    trpc.account.renewRecoveryCodes.mutationOptions({ onSuccess: changed, onError: errorToast }),
  );
  return (
    <Card data-testid="recovery-card">
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          <LifeBuoy aria-hidden className="size-4 text-muted-foreground" />
          {t("title")}
          <Badge tone={left < few ? "warning" : "neutral"}>{t("left", { left })}</Badge>
        </CardTitle>
        <CardDescription>{t("text")}</CardDescription>
        <CardAction>
          <Button variant="outline" size="sm" loading={renew.isPending} onClick={() => renew.mutate()}>
            {t("renew")}
          </Button>
        </CardAction>
      </CardHeader>
      <Dialog open={renew.data !== undefined} onOpenChange={(isOpen) => isOpen || renew.reset()}>
        <DialogContent className="outline-none" onInteractOutside={(event) => event.preventDefault()}>
          {renew.data && <FactorAdded title={t("newTitle")} text={t("newText")} added={renew.data} />}
        </DialogContent>
      </Dialog>
    </Card>
  );
}
