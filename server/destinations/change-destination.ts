import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, destinationTurns } from "#db/schema/index.ts";
import { inTenant, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { checkFilter } from "#server/event-filter/index.ts";
import { nudge } from "#server/live/index.ts";
import { checkDestinationUrl } from "./check-url.ts";
import { isDestination, isTurnOf, lockDestination } from "./lock-destination.ts";
import { checkTemplate } from "./preview.ts";
import { viewDestination } from "./reads.ts";
import type { ChangeDestinationInput, DestinationView } from "./schemas.ts";
import { sealHeaders } from "./secrets.ts";

type Row = typeof destinations.$inferSelect;
type Changed = Partial<Row>;

/** Shown in the audit as they were and are. Of an address the origin alone: the rest may be a key. */
const plain = ["name", "format", "filter", "ratePerSecond", "concurrency", "ordered", "headerNames"] as const;

/**
 * Changes what is given; of two who change the same at once the later one wins. What waits is sent as it is from now on.
 * @throws DomainError `destination.not_found`, and as `createDestination`
 */
export async function changeDestination(
  workspaceId: string,
  { destinationId, headers, ...given }: ChangeDestinationInput,
  actor: Actor,
): Promise<DestinationView> {
  if (given.url !== undefined) await checkDestinationUrl(given.url);
  const sealed = headers && (await sealHeaders(workspaceId, destinationId, headers));
  const wanted: Changed = Object.fromEntries(
    Object.entries({ ...given, ...sealed }).filter(([, value]) => value !== undefined),
  );
  return inTenant(workspaceId, async (tx) => {
    const before = await lockDestination(tx, workspaceId, destinationId);
    const after = { ...before, ...wanted };
    checkTemplate(workspaceId, after.format, after.template);
    const asker = { sight: sightIn(workspaceId), hidePhones: false };
    after.filter = await checkFilter(tx, after.filter, asker, before.filter);
    if (Object.keys(wanted).length > 0) {
      await tx
        .update(destinations)
        .set({ ...wanted, filter: after.filter })
        .where(isDestination(workspaceId, destinationId));
      await wake(tx, before, after);
      const details = differences(before, after);
      await record(tx, { workspaceId, actor, action: "destination.change", target: destinationId, details });
      await nudge(tx, workspaceId, "destinations");
    }
    return viewDestination(tx, workspaceId, destinationId, { mayManage: true });
  });
}

/** What waits may be due earlier than was thought; another address has a fresh start. */
async function wake(tx: Transaction, before: Row, after: Row): Promise<void> {
  const isElsewhere = before.url !== after.url;
  await tx
    .update(destinationTurns)
    .set({
      dueAt: sql`least(${destinationTurns.dueAt}, case when ${destinationTurns.dueAt} is not null then now() end)`,
      ...(before.ratePerSecond !== after.ratePerSecond && { rateUsedUntil: null }),
      ...(isElsewhere && { openUntil: null, slowUntil: null }),
    })
    .where(isTurnOf(before.workspaceId, before.id));
}

function differences(before: Row, after: Row): { before: object; after: object } {
  const changed = plain.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const shown = (row: Row) => ({
    ...Object.fromEntries(changed.map((name) => [name, withoutWords(row, name)])),
    ...(before.url !== after.url && { origin: new URL(row.url).origin }),
    ...(before.template !== after.template && { template: row.template === null ? "none" : "own" }),
  });
  return { before: shown(before), after: shown(after) };
}

/** A filter may name contacts, whose names and numbers the audit never holds. */
const withoutWords = (row: Row, name: (typeof plain)[number]) =>
  name === "filter" ? Object.keys(row.filter).sort() : row[name];
