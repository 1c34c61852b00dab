"use client";

import { CircleCheck, CircleHelp, CircleX, LoaderCircle, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import type { WebhookTestView } from "#server/webhooks/schemas.ts";

interface TestResultProps {
  result: WebhookTestView | null;
  pending: boolean;
  onDismiss: () => void;
}

/** What became of a test delivery, where it was asked for. */
export function TestResult({ result, pending, onDismiss }: TestResultProps) {
  const t = useTranslations("webhooks.test");
  return (
    <div role="status" data-testid="test-result" className="empty:hidden">
      {pending && (
        <p className="flex items-center gap-2 text-muted-foreground text-sm">
          <LoaderCircle aria-hidden className="size-4 motion-safe:animate-spin" />
          {t("sending")}
        </p>
      )}
      {!pending && result && <Outcome result={result} onDismiss={onDismiss} />}
    </div>
  );
}

function Outcome({ result, onDismiss }: { result: WebhookTestView; onDismiss: () => void }) {
  const t = useTranslations("webhooks.test");
  const words = useWords(result);
  const Icon = { yes: CircleCheck, no: CircleX, unknown: CircleHelp }[words.kind];
  const tone = { yes: "text-success", no: "text-destructive", unknown: "text-muted-foreground" }[words.kind];
  return (
    <div className="flex items-start gap-2 rounded-md border bg-muted/40 px-3 py-2 text-sm">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p>{words.text}</p>
        {result.error && (
          <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
            {t.rich("says", { words: () => <q dir="auto">{result.error}</q> })}
          </p>
        )}
      </div>
      <Button variant="ghost" size="icon-sm" aria-label={t("dismiss")} onClick={onDismiss} className="-my-1">
        <X aria-hidden />
      </Button>
    </div>
  );
}

function useWords({ success, statusCode, responseTimeMs }: WebhookTestView) {
  const t = useTranslations("webhooks.test");
  if (success === null) return { kind: "unknown", text: t("unknown") } as const;
  const status = String(statusCode ?? "?");
  const ms = responseTimeMs ?? 0;
  if (success) {
    const text = responseTimeMs === null ? t("okNoTime", { status }) : t("ok", { status, ms });
    return { kind: "yes", text } as const;
  }
  const text = statusCode === null ? t("failedNoStatus") : t("failedStatus", { status, ms });
  return { kind: "no", text } as const;
}
