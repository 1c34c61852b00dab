"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleX, LoaderCircle, Send, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { TestResult } from "#server/destinations/schemas.ts";
import { CodeBox } from "../../../_components/code-box.tsx";
import { useCauseText } from "./use-cause-text.ts";

interface SendTestProps {
  workspace: string;
  destinationId: string;
}

/** Sends an example to the destination, and shows what it answered. */
export function SendTest({ workspace, destinationId }: SendTestProps) {
  const t = useTranslations("destinations.test");
  const trpc = useTRPC();
  const test = useMutation(trpc.destinations.test.mutationOptions());
  return (
    <div className="grid min-w-0 gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button
          variant="outline"
          loading={test.isPending}
          onClick={() => test.mutate({ workspace, destinationId })}
          data-testid="send-test"
        >
          <Send aria-hidden />
          {t("action")}
        </Button>
        <p className="min-w-0 flex-1 text-pretty text-muted-foreground text-xs">{t("note")}</p>
      </div>
      <ErrorNotice error={test.error} />
      <div role="status" className="min-w-0 empty:hidden" data-testid="test-result">
        {test.isPending && (
          <p className="flex items-center gap-2 text-muted-foreground text-sm">
            <LoaderCircle aria-hidden className="size-4 motion-safe:animate-spin" />
            {t("sending")}
          </p>
        )}
        {!test.isPending && test.data && <Outcome result={test.data} onDismiss={test.reset} />}
      </div>
    </div>
  );
}

function Outcome({ result, onDismiss }: { result: TestResult; onDismiss: () => void }) {
  const t = useTranslations("destinations.test");
  const words = useWords(result);
  const Icon = result.delivered ? CircleCheck : CircleX;
  return (
    <div
      data-delivered={result.delivered}
      className="flex items-start gap-2 rounded-md border bg-muted/40 px-3 py-2 text-sm"
    >
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${result.delivered ? "text-success" : "text-destructive"}`}
      />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p>{words}</p>
        {result.detail !== null && (
          <p className="font-mono text-muted-foreground text-xs [overflow-wrap:anywhere]" dir="ltr">
            {result.detail}
          </p>
        )}
        {result.status !== null &&
          (result.responseBody === "" ? (
            <p className="text-muted-foreground text-xs">{t("noAnswer")}</p>
          ) : (
            <CodeBox text={result.responseBody} label={t("answer")} wrap className="max-h-48" />
          ))}
      </div>
      <Button variant="ghost" size="icon-sm" aria-label={t("dismiss")} onClick={onDismiss} className="-my-1">
        <X aria-hidden />
      </Button>
    </div>
  );
}

function useWords({ delivered, status, durationMs, error }: TestResult): string {
  const t = useTranslations("destinations.test");
  const causeText = useCauseText();
  const cause = causeText(error) ?? "";
  if (status === null) return t("failed", { ms: durationMs, cause });
  const words = t(delivered ? "ok" : "refused", { status: String(status), ms: durationMs });
  return delivered || error === "status" ? words : `${words} ${cause}`;
}
