import { randomBytes } from "node:crypto";
import { and, eq, inArray, isNull, like, lt, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { connections, inboxes, numbers, users, workspaces } from "#db/schema/index.ts";
import { insertDestination } from "./canary-destinations.ts";
import {
  insertConnection,
  insertInbox,
  insertLabel,
  insertNumber,
  insertTeamThings,
  insertWorkspace,
  type Made,
  mark,
} from "./canary-rows.ts";
import { insertRules } from "./canary-rules.ts";
import type { Origin } from "./probes.ts";

/** Rows that nobody may reach, made for one run, so that the test never touches what is somebody's. */
export type Canary = Record<Origin, Made> & {
  /** The address of the workspace that plays the other one. */
  slug: string;
  remove: () => Promise<void>;
};

/** What a run left behind and what goes with it. */
type Doomed = Record<"workspaceIds" | "userIds" | "connectionIds" | "sessionIds", string[]>;

/** A run that is older has died. */
const abandonedMs = 10 * 60_000;

const newSecret = () => `canary-${randomBytes(12).toString("hex")}`;

async function makeOtherWorkspace(tx: Transaction) {
  const secret = newSecret();
  const { workspaceId, slug, userId } = await insertWorkspace(tx, secret);
  const connectionId = await insertConnection(tx, workspaceId, true);
  const inboxId = await insertInbox(tx, { workspaceId, connectionId, name: secret });
  // Allowed and connected: only the walls between workspaces keep it from being found.
  const place = { workspaceId, inboxId, secret };
  const number = await insertNumber(tx, { ...place, connectionId, allowed: true });
  const team = await insertTeamThings(tx, { ...place, userId });
  const label = await insertLabel(tx, { workspaceId, connectionId, secret });
  const rules = await insertRules(tx, { workspaceId, userId, secret });
  const eventId = number.targets.event ?? "";
  const sent = await insertDestination(tx, { workspaceId, eventId, secret });
  const all = [number, team, label, rules, sent];
  const targets = Object.assign({}, ...all.map((made) => made.targets)) as Made["targets"];
  const needles = all.flatMap((made) => made.needles);
  return { workspaceId, userId, slug, made: { targets, needles } };
}

/**
 * A number of the workspace itself that is not allowed. It stands under the live connection, where there is one: then
 * nothing but the allowlist keeps it from being found.
 */
async function makeOutsideAllowlist(tx: Transaction, workspaceId: string) {
  const [live] = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt)));
  // An inbox of the live connection could be taken for the one that MoltFlow delivers to.
  const connectionId = await insertConnection(tx, workspaceId, false);
  const inboxId = await insertInbox(tx, { workspaceId, connectionId, name: "Leak test" });
  const place = { workspaceId, inboxId, allowed: false, secret: newSecret() };
  const made = await insertNumber(tx, { ...place, connectionId: live?.id ?? connectionId });
  return { connectionId, made };
}

/** Makes what the test tries to reach. Whoever calls this calls `remove`, whatever happens. */
export function makeCanary(workspaceId: string): Promise<Canary> {
  return systemDb().transaction(async (tx) => {
    const other = await makeOtherWorkspace(tx);
    const outside = await makeOutsideAllowlist(tx, workspaceId);
    const doomed = {
      workspaceIds: [other.workspaceId],
      userIds: [other.userId],
      connectionIds: [outside.connectionId],
      sessionIds: [outside.made.targets.session ?? ""],
    };
    return {
      slug: other.slug,
      other_workspace: other.made,
      outside_allowlist: outside.made,
      remove: () => remove(doomed),
    };
  });
}

async function remove({ workspaceIds, userIds, connectionIds, sessionIds }: Doomed): Promise<void> {
  await systemDb().transaction(async (tx) => {
    await tx.delete(numbers).where(inArray(numbers.sessionId, sessionIds));
    // Its events and refused requests go with it.
    await tx.delete(inboxes).where(inArray(inboxes.connectionId, connectionIds));
    await tx.delete(connections).where(inArray(connections.id, connectionIds));
  });
  for (const id of workspaceIds) {
    await systemDb().transaction(async (tx) => {
      // The audit lets its entries go only with their workspace.
      await tx.execute(sql`select set_config('app.purging', ${id}, true)`);
      await tx.delete(workspaces).where(eq(workspaces.id, id));
    });
  }
  await systemDb().delete(users).where(inArray(users.id, userIds));
}

/** Removes what runs that died have left. @returns how many there were */
export async function sweepCanaries(now = new Date()): Promise<number> {
  const before = new Date(now.getTime() - abandonedMs);
  const db = systemDb();
  const old = `${mark}%`;
  const [workspaceRows, userRows, connectionRows, numberRows] = await Promise.all([
    db
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(and(like(workspaces.slug, old), lt(workspaces.createdAt, before))),
    db
      .select({ id: users.id })
      .from(users)
      .where(and(like(users.id, old), lt(users.createdAt, before))),
    db
      .select({ id: connections.id })
      .from(connections)
      .where(and(eq(connections.baseUrl, mark), lt(connections.createdAt, before))),
    db
      .select({ id: numbers.sessionId })
      .from(numbers)
      .where(and(like(numbers.sessionId, old), lt(numbers.createdAt, before))),
  ]);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  await remove({
    workspaceIds: ids(workspaceRows),
    userIds: ids(userRows),
    connectionIds: ids(connectionRows),
    sessionIds: ids(numberRows),
  });
  return workspaceRows.length;
}
