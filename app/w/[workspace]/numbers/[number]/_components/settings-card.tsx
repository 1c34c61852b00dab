"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import type { NumberView } from "#server/numbers/view.ts";

interface SettingsCardProps {
  workspace: string;
  number: NumberView;
  mayManage: boolean;
}

/** What MoltFlow keeps with the session. */
export function SettingsCard({ workspace, number, mayManage }: SettingsCardProps) {
  const t = useTranslations("numbers.detail.settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useId();
  const change = useMutation(
    trpc.numbers.changeSettings.mutationOptions({
      onSuccess: () => toast.success(t("saved")),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() }),
    }),
  );
  const shown = change.isPending ? change.variables.autoTranscribe : number.autoTranscribe;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-3">
        <ErrorNotice error={change.error} />
        <div className="flex items-start gap-3">
          <Checkbox
            id={id}
            className="mt-0.5"
            aria-describedby={`${id}-hint`}
            checked={shown ?? "indeterminate"}
            disabled={!mayManage || change.isPending}
            onCheckedChange={(checked) =>
              change.mutate({ workspace, numberId: number.id, autoTranscribe: checked === true })
            }
          />
          <div className="grid gap-0.5">
            <Label htmlFor={id}>{t("autoTranscribe")}</Label>
            <p id={`${id}-hint`} className="text-muted-foreground text-sm">
              {shown === null ? t("unknown") : t("autoTranscribeHint")}
            </p>
          </div>
        </div>
      </CardContent>
    </Card>
  );
}
