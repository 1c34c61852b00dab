"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { useChatsAccess } from "../_components/chats-context.tsx";

/** Asks what has become of a message whose receipts may have been lost, and says what MoltFlow answers. */
export function AskMoltflow({ id }: { id: string }) {
  const t = useTranslations("composer.ask");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const check = useMutation(
    trpc.messages.check.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.chats.thread.pathKey() }),
    }),
  );
  return (
    <>
      <ErrorNotice error={check.error} />
      <p role="status" className="text-muted-foreground empty:hidden" data-testid="moltflow-says">
        {check.data && t("told", { told: check.data.told ?? "other" })}
      </p>
      <Button
        variant="outline"
        size="sm"
        className="justify-self-start"
        loading={check.isPending}
        onClick={() => check.mutate({ workspace, id })}
        data-testid="ask-moltflow"
      >
        {t("ask")}
      </Button>
    </>
  );
}
