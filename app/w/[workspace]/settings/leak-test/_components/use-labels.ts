"use client";

import { useFormatter, useTranslations } from "next-intl";

/** Gives functions that put what a result names into the reader's words. */
export function useLabels() {
  const t = useTranslations("walls");
  const format = useFormatter();
  type Key = Parameters<typeof t>[0];
  const known = (key: string): string | null => (t.has(key as Key) ? t(key as Key) : null);

  return {
    /** A part of Moltdesk; one without a name is shown as it is called inside. */
    area: (name: string) => known(`areas.${name}`) ?? name,
    /** `number+event` → “number and event”. */
    probe: (probe: string) => format.list(probe.split("+").map((kind) => known(`probes.${kind}`) ?? kind)),
    answer: (answer: string) => {
      if (answer.endsWith(".not_found")) return t("answers.notFound");
      if (answer.startsWith("failed.")) return t("answers.failed");
      return known(`answers.${answer}`) ?? t("answers.refused");
    },
  };
}
