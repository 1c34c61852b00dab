"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { CopyField } from "#app/_components/copy-button.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
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
import type { SavedWebhook, WebhookView } from "#server/webhooks/schemas.ts";
import { changesOf, type WebhookEntries } from "../entries.ts";
import type { SecretWish } from "./secret-fields.tsx";
import { WebhookForm } from "./webhook-form.tsx";

interface WebhookDialogProps {
  workspace: string;
  webhook: WebhookView | "new";
  onClose: () => void;
}

/** Makes or changes a webhook; a secret that was made is shown once, before the dialog may close by itself. */
export function WebhookDialog({ workspace, webhook, onClose }: WebhookDialogProps) {
  const t = useTranslations("webhooks.form");
  const { save, error, isPending, shown } = useSave(workspace, webhook, onClose);
  const isNew = webhook === "new";
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        className="max-w-lg outline-none"
        // The secret is shown only once: a click beside the dialog must not lose it.
        onInteractOutside={(event) => shown && event.preventDefault()}
      >
        {shown ? (
          <ShownSecret {...shown} />
        ) : (
          <>
            <DialogHeader>
              <DialogTitle>{isNew ? t("newTitle") : t("editTitle", { name: webhook.name })}</DialogTitle>
              <DialogDescription>{isNew ? t("newText") : t("editText")}</DialogDescription>
            </DialogHeader>
            <WebhookForm webhook={webhook} onSave={save} error={error} pending={isPending} />
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}

type Shown = { name: string; secret: string };

function useSave(workspace: string, webhook: WebhookView | "new", onClose: () => void) {
  const t = useTranslations("webhooks.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [shown, setShown] = useState<Shown | null>(null);
  const options = {
    onSuccess: (
      { webhook: { name }, secret }: SavedWebhook,
      sent: { secret?: string | null | undefined },
    ) => {
      // One that the person typed needs no showing.
      if (secret !== null && secret !== sent.secret) return setShown({ name, secret });
      toast.success(t("saved"));
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() }),
  };
  const create = useMutation(trpc.webhooks.create.mutationOptions(options));
  const change = useMutation(trpc.webhooks.change.mutationOptions(options));
  function save(entries: WebhookEntries, secret: SecretWish) {
    if (webhook !== "new") {
      const changed = secret.kind === "new" ? "new" : secret.kind === "own" ? secret.value : undefined;
      change.mutate({
        workspace,
        webhookId: webhook.id,
        ...changesOf(webhook, entries),
        ...(changed && { secret: changed }),
      });
      return;
    }
    const given = { new: undefined, keep: undefined, none: null, own: secret.value }[secret.kind];
    create.mutate({ workspace, ...entries, ...(given !== undefined && { secret: given }) });
  }
  return {
    ...{ save, shown, error: create.error ?? change.error },
    isPending: create.isPending || change.isPending,
  };
}

function ShownSecret({ name, secret }: Shown) {
  const t = useTranslations("webhooks.done");
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("title", { name })}</DialogTitle>
        <DialogDescription>{t("text")}</DialogDescription>
      </DialogHeader>
      <div className="grid gap-1.5" data-testid="webhook-secret">
        <span className="font-medium text-sm">{t("secret")}</span>
        <CopyField label={t("secret")} value={secret} />
      </div>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{t("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
