"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { ScheduledView } from "#server/messages/later/schemas.ts";
import { ChangeScheduled } from "./change-scheduled.tsx";

interface ScheduledActionsProps {
  workspace: string;
  scheduled: ScheduledView;
}

/** What can still be done with a message that waits. */
export function ScheduledActions({ workspace, scheduled }: ScheduledActionsProps) {
  const t = useTranslations("composer.later");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.scheduled.pathKey() });
  const cancel = useMutation(
    trpc.scheduled.cancel.mutationOptions({
      onSuccess: () => toast.success(t("cancelled")),
      ...{ onError, onSettled },
    }),
  );
  const sendNow = useMutation(
    trpc.scheduled.sendNow.mutationOptions({
      onSuccess: () => toast.success(t("sentNow")),
      ...{ onError, onSettled },
    }),
  );
  const isBusy = cancel.isPending || sendNow.isPending;
  const target = { workspace, id: scheduled.id };
  return (
    <span className="flex gap-1">
      <ChangeScheduled workspace={workspace} scheduled={scheduled} />
      <Button variant="ghost" size="sm" disabled={isBusy} onClick={() => sendNow.mutate(target)}>
        {t("sendNow")}
      </Button>
      <Button
        variant="ghost"
        size="sm"
        disabled={isBusy}
        onClick={() => cancel.mutate(target)}
        data-testid="cancel-scheduled"
      >
        {t("cancel")}
      </Button>
    </span>
  );
}
