"use client";

import { useMutation } from "@tanstack/react-query";
import { KeyRound, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { StatusBadge } from "#app/_components/status.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardFooter, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { RoleNote } from "../../../_components/role-note.tsx";
import type { Access } from "../../../_lib/access.ts";
import { ChosenNumbers } from "./chosen-numbers.tsx";
import { ConnectionFacts } from "./connection-facts.tsx";
import { DisconnectDialog } from "./disconnect-dialog.tsx";
import { HealthNotice } from "./health-notice.tsx";
import { LoginCard } from "./login-card.tsx";
import { MissingScopes } from "./missing-scopes.tsx";
import { useShowConnection } from "./use-connect.ts";
import { WebhookNotice } from "./webhook-notice.tsx";

interface OverviewProps {
  workspace: string;
  access: Access;
  connection: ConnectionView;
  onReplaceKey?: () => void;
  onChangeNumbers?: () => void;
}

/** The connection as it stands: facts, what is wrong, and what can be done. */
export function Overview({ workspace, access, connection, onReplaceKey, onChangeNumbers }: OverviewProps) {
  const t = useTranslations("connection");
  const isOk = connection.health === "ok";
  const { mayManage } = access;
  const replace = (
    <Button variant="outline" onClick={onReplaceKey}>
      <KeyRound aria-hidden />
      {t("overview.replace")}
    </Button>
  );
  const test = <TestButton workspace={workspace} />;
  return (
    <div className="grid gap-4">
      {!mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      <HealthNotice connection={connection} onTest={mayManage && test} onReplace={mayManage && replace} />
      <WebhookNotice workspace={workspace} connection={connection} mayManage={mayManage} />
      <MissingScopes connection={connection} />
      <Card data-testid="connection-summary">
        <CardHeader className="items-center">
          <CardTitle>{t("overview.title")}</CardTitle>
          <CardAction>
            <StatusBadge tone={isOk ? "success" : "danger"}>
              {isOk ? t("overview.ok") : t("overview.trouble")}
            </StatusBadge>
          </CardAction>
        </CardHeader>
        <CardContent>
          <ConnectionFacts connection={connection} />
        </CardContent>
        {mayManage && (
          <CardFooter className="flex-wrap border-t">
            {test}
            {replace}
            <DisconnectDialog workspace={workspace} />
          </CardFooter>
        )}
      </Card>
      {mayManage && <LoginCard workspace={workspace} connection={connection} />}
      <ChosenNumbers connection={connection} onChange={onChangeNumbers} />
    </div>
  );
}

function TestButton({ workspace }: { workspace: string }) {
  const t = useTranslations("connection.overview");
  const trpc = useTRPC();
  const show = useShowConnection(workspace);
  const showError = useErrorToast();
  const test = useMutation(
    trpc.connection.test.mutationOptions({
      onSuccess: (connection) => {
        show(connection);
        const isFine = connection.health === "ok" && connection.webhook === "registered";
        if (isFine) toast.success(t("tested"));
        else toast.warning(t("testedTrouble"));
      },
      onError: showError,
    }),
  );
  return (
    <Button variant="outline" loading={test.isPending} onClick={() => test.mutate({ workspace })}>
      <RefreshCw aria-hidden />
      {t("test")}
    </Button>
  );
}
