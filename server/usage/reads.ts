import { and, desc, eq, gte, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { apiTokens, members, usageCallers, usageDays, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { messagesPerMonth, readLimits, usedOf, type WorkspaceLimits } from "#server/plans/index.ts";
import { project } from "./project.ts";
import { shownDays, type UsageCaller, type UsageDay, type UsageView } from "./schemas.ts";

const dayMs = 24 * 60 * 60 * 1000;
const maxCallers = 100;

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

const emptyDay = (day: string): UsageDay => ({
  ...{ day, events: 0, eventBytes: 0, received: 0, sent: 0, delivered: 0, requests: 0 },
});

/** The shown days, those without use too, the oldest first. */
async function readDays(tx: Transaction, workspaceId: string, now: Date): Promise<UsageDay[]> {
  const first = dayOf(new Date(now.getTime() - (shownDays - 1) * dayMs));
  const counted = await tx
    .select()
    .from(usageDays)
    .where(and(eq(usageDays.workspaceId, workspaceId), gte(usageDays.day, first)));
  const requests = await tx
    .select({ day: usageCallers.day, calls: sql<number>`sum(${usageCallers.calls})::int` })
    .from(usageCallers)
    .where(and(eq(usageCallers.workspaceId, workspaceId), gte(usageCallers.day, first)))
    .groupBy(usageCallers.day);
  const days = new Map(
    Array.from({ length: shownDays }, (_, index) => {
      const day = dayOf(new Date(now.getTime() - (shownDays - 1 - index) * dayMs));
      return [day, emptyDay(day)] as const;
    }),
  );
  for (const { workspaceId: _, ...row } of counted) Object.assign(days.get(row.day) ?? {}, row);
  for (const { day, calls } of requests) Object.assign(days.get(day) ?? {}, { requests: calls });
  return [...days.values()];
}

/** Members and tokens of this workspace among the lanes; of others nothing, whatever a lane says. */
async function readPeople(tx: Transaction, workspaceId: string, lanes: readonly string[]) {
  const tokens = await tx
    .select({ id: apiTokens.id, name: apiTokens.name })
    .from(apiTokens)
    .where(
      and(eq(apiTokens.workspaceId, workspaceId), sql`${apiTokens.id}::text = any(${sql.param(lanes)})`),
    );
  const people = await tx
    .select({ id: users.id, name: users.name, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), isOneOf(members.userId, lanes)));
  return new Map<string, Pick<UsageCaller, "kind" | "name">>([
    [workspaceId, { kind: "workspace", name: null }],
    ...tokens.map(({ id, name }) => [id, { kind: "token", name }] as const),
    ...people.map(({ id, name, email }) => [id, { kind: "member", name: name ?? email }] as const),
  ]);
}

async function readCallers(tx: Transaction, workspaceId: string, now: Date): Promise<UsageCaller[]> {
  const first = dayOf(new Date(now.getTime() - (shownDays - 1) * dayMs));
  const calls = sql<number>`sum(${usageCallers.calls})::int`;
  const lanes = await tx
    .select({ lane: usageCallers.lane, calls })
    .from(usageCallers)
    .where(and(eq(usageCallers.workspaceId, workspaceId), gte(usageCallers.day, first)))
    .groupBy(usageCallers.lane)
    .orderBy(desc(calls))
    .limit(maxCallers);
  const known = await readPeople(
    tx,
    workspaceId,
    lanes.map(({ lane }) => lane),
  );
  const gone = { kind: "gone", name: null } as const;
  return lanes.map(({ lane, calls: requests }) => ({ ...(known.get(lane) ?? gone), requests }));
}

async function readStoredBytes(tx: Transaction, workspaceId: string, keptDays: number, now: Date) {
  const first = dayOf(new Date(now.getTime() - keptDays * dayMs));
  const [row] = await tx
    .select({ bytes: sql<number>`coalesce(sum(${usageDays.eventBytes}), 0)::float8` })
    .from(usageDays)
    .where(and(eq(usageDays.workspaceId, workspaceId), gte(usageDays.day, first)));
  return row?.bytes ?? 0;
}

const sumSince = (days: readonly UsageDay[], first: string): number =>
  days.reduce((sum, { day, sent }) => (day >= first ? sum + sent : sum), 0);

async function exportsOf(tx: Transaction, workspaceId: string, { limits }: WorkspaceLimits, now: Date) {
  const used = (await usedOf(tx, workspaceId, "exportsPerMonth")) ?? 0;
  return project(used, limits.exportsPerMonth.value, now);
}

/** What a workspace used in the shown days, and how far that is from its limits. */
export async function readUsage(workspaceId: string, now = new Date()): Promise<UsageView> {
  return inTenant(workspaceId, async (tx) => {
    const limits = await readLimits(tx, workspaceId);
    const days = await readDays(tx, workspaceId, now);
    return {
      days,
      callers: await readCallers(tx, workspaceId, now),
      storedBytes: await readStoredBytes(tx, workspaceId, limits.limits.eventsKeptDays.value, now),
      messages: project(
        sumSince(days, `${dayOf(now).slice(0, 7)}-01`),
        messagesPerMonth(limits.moltflowPlan),
        now,
      ),
      exports: await exportsOf(tx, workspaceId, limits, now),
      countedAt: now.toISOString(),
    };
  });
}
