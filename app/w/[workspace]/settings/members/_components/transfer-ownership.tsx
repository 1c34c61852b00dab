"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { MemberDialogProps } from "./restrict-member.tsx";
import { nameOf } from "./use-member-change.ts";

/** Hands the workspace over, once the new owner's address was typed: only they can give it back. */
export function TransferOwnership({ workspace, member, open, onOpenChange }: MemberDialogProps) {
  const t = useTranslations("members.transfer");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const name = nameOf(member);
  const transfer = useMutation(
    trpc.members.transfer.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        onOpenChange(false);
        // The viewer is an admin now, which the page has to know.
        router.refresh();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() }),
    }),
  );
  return (
    <ConfirmByName
      open={open}
      onOpenChange={(isOpen) => {
        if (!isOpen) transfer.reset();
        onOpenChange(isOpen);
      }}
      title={t("title", { name })}
      description={t("text", { name })}
      name={member.email}
      confirmLabel={t("confirm")}
      onConfirm={() => transfer.mutate({ workspace, userId: member.userId })}
      pending={transfer.isPending}
      error={transfer.error ? errorText(transfer.error).text : undefined}
    />
  );
}
