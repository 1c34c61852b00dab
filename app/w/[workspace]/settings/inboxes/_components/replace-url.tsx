"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { InboxView } from "#server/inbox/schemas.ts";

interface ReplaceUrlProps {
  workspace: string;
  inbox: InboxView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onReplaced: (url: string) => void;
}

/** Gives an inbox a new address, once its name was typed: the old one cannot be brought back. */
export function ReplaceUrl({ workspace, inbox, open, onOpenChange, onReplaced }: ReplaceUrlProps) {
  const t = useTranslations("inbox.replace");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const replace = useMutation(
    trpc.inboxes.replaceUrl.mutationOptions({
      onSuccess: ({ url }) => {
        onReplaced(url);
        onOpenChange(false);
        toast.success(
          t("done", { name: inbox.name }),
          inbox.connected ? { description: t("doneConnected") } : {},
        );
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.inboxes.pathKey() }),
    }),
  );
  function change(isOpen: boolean) {
    if (!isOpen) replace.reset();
    onOpenChange(isOpen);
  }
  return (
    <ConfirmByName
      open={open}
      onOpenChange={change}
      title={t("title", { name: inbox.name })}
      description={inbox.connected ? t("textConnected") : t("text")}
      name={inbox.name}
      confirmLabel={t("confirm")}
      onConfirm={() => replace.mutate({ workspace, inboxId: inbox.id })}
      pending={replace.isPending}
      error={replace.error ? errorText(replace.error).text : undefined}
    />
  );
}
