"use client";

import { ChevronRight, CircleCheck, CircleX } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { AttemptView } from "#server/deliveries/schemas.ts";
import { CodeBox } from "../../../../_components/code-box.tsx";
import { HeaderTable } from "../../../../_components/header-table.tsx";
import { useCauseText } from "../../_components/use-cause-text.ts";

/** One try, with its answer to unfold. */
export function Attempt({ attempt, isOpen }: { attempt: AttemptView; isOpen: boolean }) {
  const t = useTranslations("destinations.detail");
  const format = useFormatter();
  const causeText = useCauseText();
  const { number, startedAt, durationMs, firstByteMs, address, status, error, detail } = attempt;
  const Icon = error === null ? CircleCheck : CircleX;
  const cause = causeText(error);
  return (
    <li
      data-testid="attempt"
      data-status={status ?? "none"}
      className="grid min-w-0 gap-2 rounded-md border p-3 text-sm"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <Icon
          aria-hidden
          className={`size-4 shrink-0 ${error === null ? "text-success" : "text-destructive"}`}
        />
        <span className="font-medium">{t("attempt", { number })}</span>
        <span>{status === null ? t("noStatus") : t("status", { status: String(status) })}</span>
        <span className="ms-auto text-muted-foreground text-xs tabular-nums">
          {t("duration", { ms: durationMs })}
        </span>
      </div>
      {cause !== null && <p className="text-pretty">{cause}</p>}
      {detail !== null && (
        <p className="font-mono text-muted-foreground text-xs [overflow-wrap:anywhere]" dir="ltr">
          {detail}
        </p>
      )}
      <p className="flex flex-wrap gap-x-3 text-muted-foreground text-xs tabular-nums">
        <span>{format.dateTime(new Date(startedAt), { dateStyle: "medium", timeStyle: "medium" })}</span>
        {firstByteMs !== null && <span>{t("firstByte", { ms: firstByteMs })}</span>}
        {address !== null && <span dir="auto">{t("address", { address })}</span>}
      </p>
      {status !== null && <Answer attempt={attempt} isOpen={isOpen} />}
    </li>
  );
}

function Answer({
  attempt: { responseBody, responseCut, responseHeaders },
  isOpen,
}: {
  attempt: AttemptView;
  isOpen: boolean;
}) {
  const t = useTranslations("destinations.detail");
  const headers = responseHeaders ?? {};
  return (
    <div className="grid min-w-0 gap-2">
      {responseBody === "" ? (
        <p className="text-muted-foreground text-xs">{t("noBody")}</p>
      ) : (
        <Fold title={t("answer")} isOpen={isOpen}>
          <CodeBox text={responseBody} label={t("answer")} wrap className="max-h-64" />
          {responseCut && <p className="text-muted-foreground text-xs">{t("cut")}</p>}
        </Fold>
      )}
      {Object.keys(headers).length > 0 && (
        <Fold title={t("headers", { count: Object.keys(headers).length })} isOpen={false}>
          <HeaderTable headers={headers} />
        </Fold>
      )}
    </div>
  );
}

function Fold({ title, isOpen, children }: { title: string; isOpen: boolean; children: React.ReactNode }) {
  return (
    <details open={isOpen} className="group min-w-0">
      <summary className="flex min-h-6 cursor-pointer list-none items-center gap-1 text-xs [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-3.5 text-muted-foreground transition-transform group-open:rotate-90 rtl:not-group-open:rotate-180"
        />
        {title}
      </summary>
      <div className="grid min-w-0 gap-1.5 pt-1.5">{children}</div>
    </details>
  );
}
