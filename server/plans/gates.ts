import { and, count, eq, gte, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { dataExports, destinations, members, numbers, subscriptions, workspaces } from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { type LimitName, planBeyond } from "./plans.ts";
import { readLimits, type WorkspaceLimits } from "./read-limits.ts";

type Counter = (tx: Transaction, workspaceId: string) => Promise<number>;

/**
 * How each limit is kept. `counted`: so many at once, asked before one more (`assertRoom`). `span`: a setting or a
 * question in days is cut to it (`daysWithin`). `rate`: the limiter counts. A limit without an entry does not compile.
 */
type Gate = { kind: "counted"; used: Counter } | { kind: "span" } | { kind: "rate" };

const startOfMonth = sql`date_trunc('month', now(), 'UTC')`;

const gates: Record<LimitName, Gate> = {
  requestsPerMinute: { kind: "rate" },
  members: {
    kind: "counted",
    used: async (tx, id) =>
      rowsOf(await tx.select({ n: count() }).from(members).where(eq(members.workspaceId, id))),
  },
  numbers: {
    kind: "counted",
    used: async (tx, id) =>
      rowsOf(
        await tx
          .select({ n: count() })
          .from(numbers)
          .where(and(eq(numbers.workspaceId, id), eq(numbers.allowed, true))),
      ),
  },
  destinations: {
    kind: "counted",
    used: async (tx, id) =>
      rowsOf(await tx.select({ n: count() }).from(destinations).where(eq(destinations.workspaceId, id))),
  },
  subscriptions: {
    kind: "counted",
    used: async (tx, id) =>
      rowsOf(await tx.select({ n: count() }).from(subscriptions).where(eq(subscriptions.workspaceId, id))),
  },
  eventsKeptDays: { kind: "span" },
  replayDays: { kind: "span" },
  auditKeptDays: { kind: "span" },
  exportsPerMonth: {
    kind: "counted",
    used: async (tx, id) =>
      rowsOf(
        await tx
          .select({ n: count() })
          .from(dataExports)
          .where(and(eq(dataExports.workspaceId, id), gte(dataExports.createdAt, startOfMonth))),
      ),
  },
};

const rowsOf = ([row]: { n: number }[]): number => row?.n ?? 0;

/** How much of a counted limit is used; null for the others. */
export async function usedOf(tx: Transaction, workspaceId: string, name: LimitName): Promise<number | null> {
  const gate = gates[name];
  return gate.kind === "counted" ? gate.used(tx, workspaceId) : null;
}

/**
 * Holds the workspace until commit, so that two people cannot both take the last place. Not stronger than that: events
 * and audit entries, which refer to the workspace, go on being written.
 */
async function holdWorkspace(tx: Transaction, workspaceId: string): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for("no key update");
}

/**
 * Makes sure that `wanted` more fit into a counted limit.
 * @throws DomainError conflict `plan.limit_reached`
 */
export async function assertRoom(
  tx: Transaction,
  workspaceId: string,
  name: LimitName,
  wanted = 1,
): Promise<void> {
  await holdWorkspace(tx, workspaceId);
  const used = await usedOf(tx, workspaceId, name);
  const { plan, limits } = await readLimits(tx, workspaceId);
  if (used !== null && used + wanted > limits[name].value) throw limitReached(name, used, { plan, limits });
}

/** The refusal that names the limit, today's use and the way out. */
export function limitReached(
  name: LimitName,
  used: number,
  { plan, limits }: Pick<WorkspaceLimits, "plan" | "limits">,
): DomainError {
  const { value, from } = limits[name];
  const next = planBeyond(name, value);
  const ways = {
    plan: next
      ? `The plan ${next} has more: Settings → Billing.`
      : "This is the most that is sold; write to us for more.",
    moltflow: "The connected MoltFlow account allows no more; its owner can choose a bigger MoltFlow plan.",
    operator: "The operator of this installation set this limit; ask them.",
  };
  return new DomainError(
    "conflict",
    `plan.limit_reached_${from}`,
    `${used} of ${value} ${name} are used (plan ${plan}), so nothing was added. ${ways[from]}`,
    { params: { limit: name, used, value, plan, next: next ?? "" } },
  );
}
