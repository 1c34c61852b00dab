"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { CopyButton } from "#app/_components/copy-button.tsx";
import { Button } from "#app/_ui/button.tsx";

/** Recovery codes, this once. */
export function CodeList({ codes }: { codes: readonly string[] }) {
  const t = useTranslations("security.recovery");
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="grid gap-3">
      <Callout tone="warning" title={t("onceTitle")}>
        {t("onceText")}
      </Callout>
      <ol
        aria-label={t("listLabel")}
        data-testid="recovery-codes"
        className="grid gap-x-6 gap-y-1 rounded-md border bg-muted p-3 font-mono text-xs sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <CopyButton value={text} label={t("copy")} variant="outline" size="icon" />
        <Button asChild variant="outline">
          <a
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
            download="moltdesk-recovery-codes.txt"
          >
            <Download aria-hidden />
            {t("download")}
          </a>
        </Button>
      </div>
    </div>
  );
}
