"use client";

import { useTranslations } from "next-intl";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { chatName } from "../../_lib/chat-name.ts";
import { inShort, knownAs } from "./event-names.ts";
import type { Choice, FilterChoices } from "./use-filter-choices.ts";
import type { FilterPart } from "./with-parts.ts";

/** Gives a function that names a kind of event, or a whole family, for people. */
export function useEventName(): (name: string) => string {
  const t = useTranslations("filters");
  return (name) => {
    const known = knownAs(name);
    if (!known) return name;
    if ("family" in known) return t("allOf", { family: t(`families.${known.family}`) });
    return t(`events.${eventKeys[known.event]}`);
  };
}

/** Message keys have no dots. */
export const eventKeys = {
  "message.received": "message_received",
  "message.sent": "message_sent",
  "message.delivered": "message_delivered",
  "message.read": "message_read",
  "session.connected": "session_connected",
  "session.disconnected": "session_disconnected",
  "group.message": "group_message",
  "group.message.analyzed": "group_message_analyzed",
  "lead.detected": "lead_detected",
} as const;

/** As many names as are read at a glance; of more, only their number is told. */
const maxNamed = 2;

/** What each part of a filter asks, in words; null for what it leaves open. */
export function useFilterWords(
  filter: EventFilter,
  choices: FilterChoices,
): Record<FilterPart, string | null> {
  const t = useTranslations("filters");
  const eventName = useEventName();
  const list = (names: readonly string[] | undefined) => names?.join(", ") ?? null;
  const named = (part: "numbers" | "inboxes" | "labels", ids: readonly string[] | undefined) => {
    if (!ids) return null;
    if (ids.length > maxNamed) return t(`several.${part}`, { count: ids.length });
    const known: Choice[] | undefined = choices[part];
    // While they are read, how many there are is known already.
    if (!known) return t(`several.${part}`, { count: ids.length });
    return list(ids.map((id) => known.find((choice) => choice.id === id)?.name ?? t("gone")));
  };
  const { chatIds, kind, direction, assigned } = filter;
  return {
    events: list(filter.events && inShort(filter.events).map(eventName)),
    direction: direction ? t(`direction.${direction}`) : null,
    kind: kind ? t(`kind.${kind}`) : null,
    keywords: list(filter.keywords),
    assigned: assigned ? t(`assigned.${assigned}`) : null,
    numbers: named("numbers", filter.numberIds),
    chats:
      chatIds && chatIds.length > maxNamed
        ? t("several.chats", { count: chatIds.length })
        : list(chatIds?.map(chatName)),
    labels: named("labels", filter.labelIds),
    inboxes: named("inboxes", filter.inboxIds),
  };
}
