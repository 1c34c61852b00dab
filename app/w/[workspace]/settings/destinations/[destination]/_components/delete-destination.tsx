"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { originOf } from "../../_components/destination-row.tsx";
import type { ActionDialogProps } from "./action-dialog.ts";

/** Deletes a destination once its name was typed: its secret and its headers are gone then. */
export function DeleteDestination({ workspace, destination, onClose }: ActionDialogProps) {
  const t = useTranslations("destinations.delete");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { id, name, url } = destination;
  const remove = useMutation(
    trpc.destinations.remove.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        router.push(`/w/${workspace}/settings/destinations`);
        // Its own page is left, and must not ask for what is not there any more.
        void queryClient.invalidateQueries({ queryKey: trpc.destinations.list.pathKey() });
      },
    }),
  );
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { name })}
      description={t("text", { host: originOf(url) })}
      name={name}
      confirmLabel={t("confirm")}
      onConfirm={() => remove.mutate({ workspace, destinationId: id })}
      pending={remove.isPending || remove.isSuccess}
      error={remove.error ? errorText(remove.error).text : undefined}
    />
  );
}
