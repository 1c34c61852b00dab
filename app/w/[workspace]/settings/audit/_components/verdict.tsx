"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import type { ChainVerdict } from "#server/audit/chain.ts";

/** What the verification found, in words. */
export function Verdict({ verdict }: { verdict: ChainVerdict }) {
  const t = useTranslations("audit.verify");
  const format = useFormatter();
  const { fault, entries, firstSeq, lastSeq, lastSeal } = verdict;
  if (fault) {
    return (
      <Callout tone="danger" title={t("brokenTitle", { seq: fault.seq })}>
        {t(`fault.${fault.what}`)} {fault.what !== "seal_unknown" && t("brokenNext")}
      </Callout>
    );
  }
  if (firstSeq === null || lastSeq === null) {
    return <Callout title={t("intactTitle")}>{t("empty")}</Callout>;
  }
  const sealed = lastSeal
    ? t("sealed", {
        seq: lastSeal.seq,
        day: format.dateTime(new Date(lastSeal.sealedAt), { dateStyle: "medium" }),
      })
    : t("unsealed");
  return (
    <Callout tone="success" title={t("intactTitle")}>
      {t("intact", { count: entries, first: firstSeq, last: lastSeq })} {sealed}
    </Callout>
  );
}
