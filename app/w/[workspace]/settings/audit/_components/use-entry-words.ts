"use client";

import { useTranslations } from "next-intl";
import type { AuditActor, AuditView } from "#server/audit/schemas.ts";

/** A short form of an id that stands for somebody without a name. */
const short = (id: string | null) => (id === null ? "" : ` ${id.slice(0, 4)}…${id.slice(-4)}`);

/** Puts entries into the reader's words; what has none is shown as it is written. */
export function useEntryWords() {
  const t = useTranslations("audit");
  type Key = Parameters<typeof t>[0];
  const known = (key: string): string | null => (t.has(key as Key) ? t(key as Key) : null);

  const what = ({ action, outcome }: Pick<AuditView, "action" | "outcome">): string =>
    (outcome === "refused" ? known(`refused.${action}`) : null) ?? known(`actions.${action}`) ?? action;

  function who({ kind, id, name }: AuditActor): string {
    if (kind === "operator" || kind === "system") return t(`actor.${kind}`);
    if (kind === "automation") return t("actor.automation", { name: id ?? "" });
    if (kind === "token") {
      return name === null ? t("actor.unknownToken") + short(id) : t("actor.token", { name });
    }
    return name ?? t("actor.unknownMember") + short(id);
  }

  /** Why somebody was refused; null for what was done, or where nothing is said. */
  function why({ outcome, details }: Pick<AuditView, "outcome" | "details">): string | null {
    const { reason } = details;
    if (outcome !== "refused" || typeof reason !== "string") return null;
    return known(`reasons.${reason}`) ?? reason;
  }

  const entity = (name: string): string => known(`entities.${name}`) ?? name;

  return { what, who, why, entity };
}
