"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { WebhookView } from "#server/webhooks/schemas.ts";

interface DeleteWebhookProps {
  workspace: string;
  webhook: WebhookView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Deletes a webhook once its name was typed: MoltFlow brings none back, nor its secret. */
export function DeleteWebhook({ workspace, webhook, open, onOpenChange }: DeleteWebhookProps) {
  const t = useTranslations("webhooks.delete");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { id, name, host } = webhook;
  const remove = useMutation(
    trpc.webhooks.delete.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        toast.success(t("done", { name }));
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() }),
    }),
  );
  function change(isOpen: boolean) {
    if (!isOpen) remove.reset();
    onOpenChange(isOpen);
  }
  return (
    <ConfirmByName
      open={open}
      onOpenChange={change}
      title={t("title", { name })}
      description={t("text", { host })}
      name={name}
      confirmLabel={t("confirm")}
      onConfirm={() => remove.mutate({ workspace, webhookId: id })}
      pending={remove.isPending}
      error={remove.error ? errorText(remove.error).text : undefined}
    />
  );
}
