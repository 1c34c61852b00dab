import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, members, numbers, subscriptions, users } from "#db/schema/index.ts";
import type { Actor } from "#server/audit/index.ts";
import { freezeDestinations, thawDestinations } from "#server/destinations/index.ts";
import { nudge } from "#server/live/index.ts";
import { isInUse } from "./gates.ts";
import type { FreezableLimit } from "./schemas.ts";
import type { Freezable } from "./who-stays.ts";

export type NamedFreezable = Freezable & { name: string };

type Kind = {
  /** Takes all of them for a change, and reads them. */
  lock: (tx: Transaction, workspaceId: string) => Promise<unknown>;
  list: (tx: Transaction, workspaceId: string) => Promise<NamedFreezable[]>;
  freeze: (tx: Transaction, workspaceId: string, ids: string[], actor: Actor) => Promise<void>;
  thaw: (tx: Transaction, workspaceId: string, ids: string[], actor: Actor) => Promise<void>;
};

const ofNumbers: Kind = {
  lock: (tx, workspaceId) =>
    tx
      .select({ id: numbers.id })
      .from(numbers)
      .where(eq(numbers.workspaceId, workspaceId))
      .orderBy(asc(numbers.id))
      .for("no key update"),
  list: async (tx, workspaceId) => {
    const { id, name, createdAt, frozenAt } = numbers;
    const rows = await tx.select({ id, name, createdAt, frozenAt }).from(numbers).where(isInUse(workspaceId));
    return rows.map(toItem);
  },
  freeze: (tx, workspaceId, ids) => setNumbers(tx, workspaceId, ids, new Date()),
  thaw: (tx, workspaceId, ids) => setNumbers(tx, workspaceId, ids, null),
};

async function setNumbers(tx: Transaction, workspaceId: string, ids: string[], frozenAt: Date | null) {
  await tx
    .update(numbers)
    .set({ frozenAt })
    .where(and(eq(numbers.workspaceId, workspaceId), inArray(numbers.id, ids)));
  await nudge(tx, workspaceId, "numbers");
}

const ofMembers: Kind = {
  lock: (tx, workspaceId) =>
    tx
      .select({ userId: members.userId })
      .from(members)
      .where(eq(members.workspaceId, workspaceId))
      .orderBy(asc(members.userId))
      .for("update"),
  list: async (tx, workspaceId) => {
    const rows = await tx
      .select({ member: members, name: users.name, email: users.email })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(eq(members.workspaceId, workspaceId));
    return rows.map(({ member: { userId, createdAt, frozenAt, role }, name, email }) => ({
      ...toItem({ id: userId, name: name ?? email, createdAt, frozenAt }),
      mustStay: role === "owner",
    }));
  },
  freeze: (tx, workspaceId, ids) => setMembers(tx, workspaceId, ids, new Date()),
  thaw: (tx, workspaceId, ids) => setMembers(tx, workspaceId, ids, null),
};

async function setMembers(tx: Transaction, workspaceId: string, ids: string[], frozenAt: Date | null) {
  await tx
    .update(members)
    .set({ frozenAt })
    .where(and(eq(members.workspaceId, workspaceId), inArray(members.userId, ids)));
  await nudge(tx, workspaceId, "members");
  await nudge(tx, workspaceId, "access");
}

const ofDestinations: Kind = {
  // Each is taken with its turn when it is changed; the workspace's fan-out stands still meanwhile.
  lock: () => Promise.resolve(),
  list: async (tx, workspaceId) => {
    const { id, name, createdAt, frozenAt } = destinations;
    const rows = await tx
      .select({ id, name, createdAt, frozenAt })
      .from(destinations)
      .where(and(eq(destinations.workspaceId, workspaceId), isNull(destinations.deletedAt)));
    return rows.map(toItem);
  },
  freeze: freezeDestinations,
  thaw: thawDestinations,
};

const ofSubscriptions: Kind = {
  lock: (tx, workspaceId) =>
    tx
      .select({ id: subscriptions.id })
      .from(subscriptions)
      .where(eq(subscriptions.workspaceId, workspaceId))
      .orderBy(asc(subscriptions.id))
      .for("no key update"),
  list: async (tx, workspaceId) => {
    const { id, name, createdAt, frozenAt } = subscriptions;
    const rows = await tx
      .select({ id, name, createdAt, frozenAt })
      .from(subscriptions)
      .where(eq(subscriptions.workspaceId, workspaceId));
    return rows.map(toItem);
  },
  freeze: (tx, workspaceId, ids) => setSubscriptions(tx, workspaceId, ids, new Date()),
  thaw: (tx, workspaceId, ids) => setSubscriptions(tx, workspaceId, ids, null),
};

async function setSubscriptions(tx: Transaction, workspaceId: string, ids: string[], frozenAt: Date | null) {
  await tx
    .update(subscriptions)
    .set({ frozenAt })
    .where(and(eq(subscriptions.workspaceId, workspaceId), inArray(subscriptions.id, ids)));
  await nudge(tx, workspaceId, "subscriptions");
}

const toItem = (row: { id: string; name: string; createdAt: Date; frozenAt: Date | null }) => ({
  ...{ id: row.id, name: row.name, createdAt: row.createdAt },
  frozen: row.frozenAt !== null,
});

export const freezables: Record<FreezableLimit, Kind> = {
  numbers: ofNumbers,
  members: ofMembers,
  destinations: ofDestinations,
  subscriptions: ofSubscriptions,
};
