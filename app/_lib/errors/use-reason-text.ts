"use client";

import { useTranslations } from "next-intl";
import type { ErrorParams } from "#server/core/errors.ts";
import { useRoleNames } from "./use-role-names.ts";

/** Gives a function that finds the text of a reason (`moltflow.unauthorized`); null when there is none. */
export function useReasonText(): (reason: string, params?: ErrorParams) => string | null {
  const t = useTranslations("errors");
  const roleNames = useRoleNames();
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);
  const readable = (name: string, value: string | number) =>
    name === "role" || name === "roles" ? roleNames(String(value).split(", ")) : value;

  return (reason, params = {}) =>
    isKey(reason)
      ? t(
          reason,
          Object.fromEntries(Object.entries(params).map(([name, value]) => [name, readable(name, value)])),
        )
      : null;
}
