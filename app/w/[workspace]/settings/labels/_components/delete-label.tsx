"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { LabelView } from "#server/labels/schemas.ts";

interface DeleteLabelProps {
  workspace: string;
  label: LabelView;
  onClose: () => void;
}

/** Deletes a label once its name was typed; says first how many chats lose it. */
export function DeleteLabel({ workspace, label: { id, name, chats }, onClose }: DeleteLabelProps) {
  const t = useTranslations("labels.delete");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const remove = useMutation(
    trpc.labels.delete.mutationOptions({
      onSuccess: () => {
        onClose();
        toast.success(t("done", { name }));
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.pathKey() }),
    }),
  );
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { name })}
      description={t("text", { count: chats })}
      name={name}
      confirmLabel={t("confirm")}
      onConfirm={() => remove.mutate({ workspace, labelId: id })}
      pending={remove.isPending}
      error={remove.error ? errorText(remove.error).text : undefined}
    />
  );
}
