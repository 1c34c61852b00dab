"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { Callout } from "#app/_components/callout.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { useShowConnection } from "./use-connect.ts";

interface WebhookNoticeProps {
  workspace: string;
  connection: ConnectionView;
  mayManage: boolean;
}

/** What the stored cause cannot tell: what registering needs, and how long MoltFlow's window is. */
const causeParams = { scopes: "webhooks:manage", seconds: 60 };

/** Why MoltFlow delivers nothing to the inbox, and the way to try again. */
export function WebhookNotice({ workspace, connection, mayManage }: WebhookNoticeProps) {
  const t = useTranslations("connection.webhook");
  const trpc = useTRPC();
  const reasonText = useReasonText();
  const showError = useErrorToast();
  const show = useShowConnection(workspace);
  const register = useMutation(
    trpc.connection.chooseNumbers.mutationOptions({
      onSuccess: (changed) => {
        show(changed);
        if (changed.webhook === "registered") toast.success(t("done"));
      },
      onError: showError,
    }),
  );
  if (connection.webhook === "registered") return null;
  const allowed = connection.numbers.filter((number) => number.allowed);
  const cause = connection.webhookFailure && reasonText(connection.webhookFailure, causeParams);
  return (
    <Callout
      tone="warning"
      title={t("missingTitle")}
      action={
        mayManage && (
          <Button
            variant="outline"
            loading={register.isPending}
            onClick={() =>
              register.mutate({ workspace, sessionIds: allowed.map(({ sessionId }) => sessionId) })
            }
          >
            {t("retry")}
          </Button>
        )
      }
    >
      {cause ?? t("missingText")}
    </Callout>
  );
}
