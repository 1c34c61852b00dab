"use client";

import { useFormatter, useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Assignee } from "#server/chats/schemas.ts";
import { nameOf } from "./note-text.ts";

const readingMs = 10_000;

/** Tells an author whom a note names in vain: they may not see its chat. */
export function useUnreachedToast(): (unreached: readonly Assignee[]) => void {
  const t = useTranslations("teamwork.note");
  const format = useFormatter();
  return (unreached) => {
    if (unreached.length === 0) return;
    toast.warning(t("unreached", { names: format.list(unreached.map(nameOf)) }), { duration: readingMs });
  };
}
