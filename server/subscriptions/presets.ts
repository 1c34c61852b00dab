import type { Queryable } from "#db/client.ts";
import { subscriptions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";

type Preset = Pick<
  typeof subscriptions.$inferInsert,
  "name" | "audience" | "filter" | "inApp" | "push" | "urgent"
>;

/**
 * The rules that every workspace begins with; their names are also texts under `subscriptions.presets`, by these keys.
 * Migration 0033 gave them to the workspaces of before.
 */
export const presets = {
  my_chats: {
    name: "New messages in my chats",
    audience: "everyone",
    filter: { events: ["message.received"], assigned: "reader" },
    inApp: true,
    push: true,
    urgent: false,
  },
  nobodys_chats: {
    name: "New messages that nobody takes care of",
    audience: "everyone",
    // Hardly anybody takes care of a group, and groups talk a lot.
    filter: { events: ["message.received"], assigned: "nobody", kind: "direct" },
    inApp: true,
    push: false,
    urgent: false,
  },
  number_lost: {
    name: "A number lost its connection",
    audience: "on_call",
    filter: { events: ["session.disconnected"] },
    // A drop that lasts stands in the bell and comes by mail anyway, for whoever holds the phone: see server/numbers.
    inApp: false,
    push: true,
    urgent: true,
  },
} as const satisfies Record<string, Preset>;

/** Gives a new workspace the rules that it begins with, in the transaction that makes it. */
export async function addPresets(tx: Queryable, workspaceId: string): Promise<void> {
  const rows = Object.entries(presets).map(([preset, { filter, ...values }]) => ({
    ...{ workspaceId, id: newId(), preset, ...values },
    filter: { ...filter, events: [...filter.events] },
  }));
  await tx.insert(subscriptions).values(rows);
}
