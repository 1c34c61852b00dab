"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/** What can still be done with a message that waits. */
export function useScheduled() {
  const t = useTranslations("composer.later");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const showError = useErrorToast();
  const settled = () => queryClient.invalidateQueries({ queryKey: trpc.scheduled.pathKey() });
  const cancel = useMutation(
    trpc.scheduled.cancel.mutationOptions({
      onSuccess: () => toast.success(t("cancelled")),
      onError: showError,
      onSettled: settled,
    }),
  );
  const sendNow = useMutation(
    trpc.scheduled.sendNow.mutationOptions({
      onSuccess: () => toast.success(t("sentNow")),
      onError: showError,
      onSettled: settled,
    }),
  );
  return { cancel, sendNow, isBusy: cancel.isPending || sendNow.isPending };
}
