import { and, eq, gte, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { apiTokens, members, usageCallers, usageDays, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { messagesPerMonth, readLimits, usedOf, type WorkspaceLimits } from "#server/plans/index.ts";
import { project } from "./project.ts";
import { shownDays, type UsageCaller, type UsageDay, type UsageView } from "./schemas.ts";

const dayMs = 24 * 60 * 60 * 1000;

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

type Lane = { lane: string; calls: number };

const idsOf = (lanes: readonly Lane[], kind: "member" | "token"): string[] =>
  lanes.flatMap(({ lane }) => (lane.startsWith(`${kind}:`) ? [lane.slice(kind.length + 1)] : []));

/** Names of members and tokens of this workspace; of others none, whatever a lane says. */
async function readNames(tx: Transaction, workspaceId: string, lanes: readonly Lane[]) {
  const tokenIds = idsOf(lanes, "token");
  const tokens =
    tokenIds.length === 0
      ? []
      : await tx
          .select({ id: apiTokens.id, name: apiTokens.name })
          .from(apiTokens)
          .where(and(eq(apiTokens.workspaceId, workspaceId), inArray(apiTokens.id, tokenIds)));
  const userIds = idsOf(lanes, "member");
  const people =
    userIds.length === 0
      ? []
      : await tx
          .select({ id: users.id, name: users.name, email: users.email })
          .from(members)
          .innerJoin(users, eq(users.id, members.userId))
          .where(and(eq(members.workspaceId, workspaceId), inArray(members.userId, userIds)));
  return new Map<string, string>([
    ...tokens.map(({ id, name }) => [`token:${id}`, name] as const),
    ...people.map(({ id, name, email }) => [`member:${id}`, name ?? email] as const),
  ]);
}

async function readCallers(tx: Transaction, workspaceId: string, now: Date): Promise<UsageCaller[]> {
  const first = dayOf(new Date(now.getTime() - (shownDays - 1) * dayMs));
  const lanes = await tx
    .select({ lane: usageCallers.lane, calls: sql<number>`sum(${usageCallers.calls})::int` })
    .from(usageCallers)
    .where(and(eq(usageCallers.workspaceId, workspaceId), gte(usageCallers.day, first)))
    .groupBy(usageCallers.lane)
    .orderBy(sql`2 desc`)
    .limit(100);
  const names = await readNames(tx, workspaceId, lanes);
  return lanes.map(({ lane, calls }) => {
    const kind = lane.startsWith("member:") ? "member" : lane.startsWith("token:") ? "token" : "workspace";
    return { kind, name: names.get(lane) ?? null, requests: calls };
  });
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
