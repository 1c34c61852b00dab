"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { Audience, SubscriptionView } from "#server/subscriptions/schemas.ts";

/** Gives a function that names a rule: those that every workspace begins with have names in each language. */
export function useRuleName(): (rule: Pick<SubscriptionView, "name" | "preset">) => string {
  const t = useTranslations("subscriptions.presets");
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);
  return ({ name, preset }) => (preset !== null && isKey(preset) ? t(preset) : name);
}

/** Gives a function that says whom a rule tells. */
export function useAudienceWords(workspace: string): (audience: Audience) => string {
  const t = useTranslations("subscriptions.audience");
  const roleNames = useRoleNames();
  const trpc = useTRPC();
  const { data: team } = useQuery(trpc.members.list.queryOptions({ workspace }));
  return (audience) => {
    if (audience.kind === "role") return t("roleOf", { role: roleNames([audience.role]) });
    if (audience.kind !== "member") return t(audience.kind);
    const member = team?.members.find(({ userId }) => userId === audience.userId);
    if (!member) return team ? t("gone") : "";
    return member.isMe ? t("me") : (member.name ?? member.email);
  };
}
