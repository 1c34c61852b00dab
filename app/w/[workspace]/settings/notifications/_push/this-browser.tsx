"use client";

import { useMutation } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Dismissed, useOwnPush, useSwitchPush } from "../../../_lib/push/use-own-push.ts";
import { OtherBrowsers } from "./other-browsers.tsx";

/** Where pushes of this workspace go: this browser, to be turned on here, and the reader's others. */
export function ThisBrowser({ workspace }: { workspace: string }) {
  const t = useTranslations("push");
  const push = useOwnPush(workspace);
  return (
    <Card data-testid="push-card">
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          <BellRing aria-hidden className="size-4 text-muted-foreground" />
          {t("title")}
        </CardTitle>
        <CardDescription>{t("description")}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-4">
        {push.error ? (
          <ErrorNotice error={push.error} />
        ) : (
          <>
            <OwnBrowser workspace={workspace} push={push} />
            {push.state !== "checking" && <OtherBrowsers workspace={workspace} browsers={push.others} />}
          </>
        )}
      </CardContent>
    </Card>
  );
}

interface OwnBrowserProps {
  workspace: string;
  push: ReturnType<typeof useOwnPush>;
}

function OwnBrowser({ workspace, push: { state, here } }: OwnBrowserProps) {
  const t = useTranslations("push");
  const { turnOn, turnOff } = useSwitchPush(workspace);
  const onError = useSwitchTrouble();
  const test = useTestPush(workspace);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border px-3 py-2.5">
      <div className="grid min-w-48 flex-1 gap-0.5" aria-live="polite">
        <span className="font-medium text-sm">{t("thisBrowser")}</span>
        <p data-testid="push-state" data-state={state} className="text-muted-foreground text-xs">
          {t(`states.${state}`)}
        </p>
        {state === "off" && <p className="text-muted-foreground text-xs">{t("allowHint")}</p>}
      </div>
      {state === "off" && (
        <Button
          size="sm"
          loading={turnOn.isPending}
          onClick={() =>
            turnOn.mutate(undefined, {
              onError,
              onSuccess: (isOn) => isOn && toast.success(t("turnedOn")),
            })
          }
          data-testid="push-on"
        >
          {t("turnOn")}
        </Button>
      )}
      {state === "on" && here && (
        <div className="flex gap-2">
          <Button
            size="sm"
            variant="outline"
            loading={test.isPending}
            onClick={() => test.mutate({ workspace, browserId: here.id })}
            data-testid="push-test"
          >
            {t("test")}
          </Button>
          <Button
            size="sm"
            variant="outline"
            loading={turnOff.isPending}
            onClick={() =>
              turnOff.mutate(here.id, { onError, onSuccess: () => toast.success(t("turnedOff")) })
            }
            data-testid="push-off"
          >
            {t("turnOff")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Says what kept the browser from being turned on: its user, its push service, or us. */
function useSwitchTrouble(): (error: Error) => void {
  const t = useTranslations("push");
  const errorToast = useErrorToast();
  return (error) => {
    if (error instanceof Dismissed) toast.info(t("dismissed"));
    else if (error instanceof DOMException) toast.error(t("noService"));
    else errorToast(error);
  };
}

function useTestPush(workspace: string) {
  const t = useTranslations("push");
  const trpc = useTRPC();
  const onError = useErrorToast();
  return useMutation(
    trpc.alerts.testPush.mutationOptions({
      onError,
      onSuccess: () => toast.success(t("tested")),
      onSettled: (_data, _error, _input, _result, { client }) =>
        client.invalidateQueries({ queryKey: trpc.alerts.browsers.queryKey({ workspace }) }),
    }),
  );
}
