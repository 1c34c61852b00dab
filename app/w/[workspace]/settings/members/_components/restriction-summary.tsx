"use client";

import { EyeOff } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { Restrictions } from "#server/members/roles.ts";

/** What somebody may see less than their role, in one line; nothing for whoever is not restricted. */
export function RestrictionSummary({ restrictions }: { restrictions: Restrictions }) {
  const t = useTranslations("members.restrictions.short");
  const format = useFormatter();
  const { onlyNumbers, assignedOnly, hidePhones, noExport } = restrictions;
  const parts = [
    onlyNumbers && t("onlyNumbers", { count: onlyNumbers.length }),
    assignedOnly && t("assignedOnly"),
    hidePhones && t("hidePhones"),
    noExport && t("noExport"),
  ].filter((part) => typeof part === "string");
  if (parts.length === 0) return null;
  return (
    <p className="flex items-start gap-1.5 text-muted-foreground text-xs">
      <EyeOff className="mt-0.5 size-3.5 shrink-0" aria-hidden />
      {format.list(parts, { type: "unit", style: "short" })}
    </p>
  );
}
