import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { events, members, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { withAddresses } from "#server/event-filter/index.ts";
import { readFacts, type StoredEvent, tellersOf } from "#server/fan-out/index.ts";
import { readPreview, readVisibility, visibleEvents } from "#server/inbox/index.ts";
import type { Asker } from "./asker.ts";
import { type Named, readCrew, tellersIn } from "./audience.ts";
import { storedAudience } from "./audience-of.ts";
import { findRule } from "./reads.ts";
import type { DryRunInput, DryRunView } from "./schemas.ts";

const lookedAt = 100;
const shown = 20;
/** No message is longer; what is, is something else. */
const maxReadBytes = 512 * 1024;

const body = sql<Buffer | null>`case when octet_length(${events.body}) <= ${maxReadBytes} then ${events.body} end`;

type Draft = Named & { filter: EventFilter };

/**
 * What the newest events that the asker sees would have made a rule tell, and whom, as things are now; also of a rule
 * that is off. The same functions decide as when events really arrive.
 * @throws DomainError `subscription.not_found`, `chat.not_found`
 */
export async function dryRun(input: DryRunInput, asker: Asker): Promise<DryRunView> {
  const { workspaceId } = asker.sight;
  const { rule, stored } = await inTenant(asker.sight, async (tx) => ({
    rule:
      "subscriptionId" in input
        ? await findRule(tx, input.subscriptionId, asker)
        : await draftOf(tx, input, asker),
    stored: await readNewest(tx, asker),
  }));
  // Chats and labels as the fan-out sees them, which is never restricted.
  return inTenant(workspaceId, async (tx) => {
    const known = await readFacts(tx, workspaceId, stored);
    const tellers = tellersIn(await readCrew(tx, workspaceId, new Date()))(rule);
    const telling = known.flatMap((event, index) => {
      const told = tellersOf([{ filter: rule.filter, tellers }], event).flatMap((one) => one.tellers);
      const userIds = told.map(({ userId }) => userId);
      return userIds.length === 0 ? [] : [{ event, userIds, body: stored[index]?.body ?? null }];
    });
    const matched = telling.slice(0, shown);
    const names = await namesOf(tx, workspaceId, matched);
    return {
      looked: stored.length,
      matchedCount: telling.length,
      matched: matched.map(({ event, userIds, body }) => ({
        ...{ eventId: event.id, event: event.event, at: event.receivedAt.toISOString() },
        preview: body && readPreview(body).preview,
        told: userIds.map((userId) => names.get(userId) ?? userId),
      })),
    };
  });
}

async function draftOf(
  tx: Transaction,
  { filter, audience }: Exclude<DryRunInput, { subscriptionId: string }>,
  asker: Asker,
): Promise<Draft> {
  return { id: null, filter: await withAddresses(tx, filter, asker), ...storedAudience(audience) };
}

async function readNewest(tx: Transaction, { sight }: Asker): Promise<StoredEvent[]> {
  const { id, seq, receivedAt, inboxId, event, sessionId, chatId } = events;
  const visible = visibleEvents(await readVisibility(tx, sight));
  return tx
    .select({ id, seq, receivedAt, inboxId, event, sessionId, chatId, body })
    .from(events)
    .where(and(eq(events.workspaceId, sight.workspaceId), visible))
    .orderBy(desc(seq))
    .limit(lookedAt);
}

async function namesOf(
  tx: Transaction,
  workspaceId: string,
  telling: readonly { userIds: readonly string[] }[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(telling.flatMap(({ userIds }) => userIds))];
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), inArray(members.userId, wanted)));
  return new Map(rows.map(({ userId, name, email }) => [userId, name ?? email]));
}
