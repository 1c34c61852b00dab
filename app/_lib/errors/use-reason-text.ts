"use client";

import { useTranslations } from "next-intl";
import type { ErrorParams } from "#server/core/errors.ts";
import { useRoleNames } from "./use-role-names.ts";

/** The names of the values in a message: `{seconds}`, `{count, plural, …}`. */
const placeholder = /\{\s*(\w+)\s*[,}]/g;

/** Gives a function that finds the text of a reason (`moltflow.unauthorized`); null without a text, or without a value that it names. */
export function useReasonText(): (reason: string, params?: ErrorParams) => string | null {
  const t = useTranslations("errors");
  const roleNames = useRoleNames();
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);
  const readable = (name: string, value: string | number) =>
    name === "role" || name === "roles" ? roleNames(String(value).split(", ")) : value;

  return (reason, params = {}) => {
    if (!isKey(reason)) return null;
    const names = [...String(t.raw(reason)).matchAll(placeholder)];
    if (names.some(([, name]) => name !== undefined && !(name in params))) return null;
    return t(
      reason,
      Object.fromEntries(Object.entries(params).map(([name, value]) => [name, readable(name, value)])),
    );
  };
}
