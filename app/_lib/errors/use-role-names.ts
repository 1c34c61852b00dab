"use client";

import { useFormatter, useTranslations } from "next-intl";

/** Gives a function that turns roles as the database has them into “owner or admin”. */
export function useRoleNames(): (roles: readonly string[]) => string {
  const t = useTranslations("common");
  const format = useFormatter();
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);

  return (roles) => {
    const names = roles.map((role) => {
      const key = `roles.${role}`;
      return isKey(key) ? t(key) : role;
    });
    return format.list(names, { type: "disjunction" });
  };
}
