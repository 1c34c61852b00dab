import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { countAged, cutoff } from "./prune.ts";
import type { ClockName, Retention, RetentionPreview } from "./schemas.ts";

/** Where each clock of a workspace is set. */
export const clockColumns = {
  events: workspaces.eventsKeptDays,
  messages: workspaces.messagesKeptDays,
  audit: workspaces.auditKeptDays,
};

async function find(tx: Transaction, workspaceId: string, lock = false): Promise<Retention> {
  const query = tx.select(clockColumns).from(workspaces).where(eq(workspaces.id, workspaceId));
  const [found] = await (lock ? query.for("no key update") : query);
  if (!found) throw notFound("workspace");
  return found;
}

/** How long the workspace keeps each kind of record, in days; null keeps it as long as the workspace. */
export const readRetention = (workspaceId: string): Promise<Retention> =>
  inTenant(workspaceId, (tx) => find(tx, workspaceId));

/** What a retention would take away at this moment. */
export function previewRetention(workspaceId: string, wanted: Retention): Promise<RetentionPreview> {
  return inTenant(workspaceId, async (tx) => {
    const preview = async (clock: ClockName) => {
      const days = wanted[clock];
      const { oldest, ...counts } = await countAged(
        tx,
        workspaceId,
        clock,
        days === null ? null : cutoff(days),
      );
      return { ...counts, oldest: oldest?.toISOString() ?? null };
    };
    return {
      events: await preview("events"),
      messages: await preview("messages"),
      audit: await preview("audit"),
    };
  });
}

/** Changes how long records are kept. What is too old by then goes with the next daily run. */
export function setRetention(
  workspaceId: string,
  { events, messages, audit }: Retention,
  actor: Actor,
): Promise<Retention> {
  const wanted = { events, messages, audit };
  return inTenant(workspaceId, async (tx) => {
    const before = await find(tx, workspaceId, true);
    const isSame = (["events", "messages", "audit"] as const).every(
      (clock) => before[clock] === wanted[clock],
    );
    if (isSame) return wanted;
    await tx
      .update(workspaces)
      .set({
        eventsKeptDays: wanted.events,
        messagesKeptDays: wanted.messages,
        auditKeptDays: wanted.audit,
      })
      .where(eq(workspaces.id, workspaceId));
    await record(tx, {
      workspaceId,
      actor,
      action: "data.retention",
      target: workspaceId,
      details: { before, after: wanted },
    });
    await nudge(tx, workspaceId, "data");
    return wanted;
  });
}
