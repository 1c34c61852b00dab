import { and, eq, gt, gte, isNotNull, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import {
  dataExports,
  destinations,
  invitations,
  members,
  numbers,
  subscriptions,
  workspaces,
} from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { type LimitName, planBeyond } from "./plans.ts";
import { readLimits, type WorkspaceLimits } from "./read-limits.ts";

type Counter = (tx: Transaction, workspaceId: string) => Promise<number>;

/**
 * How each limit is kept. `counted`: so many at once, asked before one more (`assertRoom`). `span`: a setting or a
 * question in days is cut to it (`daysWithin`, `replayWindow`). `rate`: the limiter counts. A limit without an entry does not compile.
 */
type Gate = { kind: "counted"; used: Counter } | { kind: "span" } | { kind: "rate" };

const startOfMonth = sql`date_trunc('month', now(), 'UTC')`;

const gates: Record<LimitName, Gate> = {
  requestsPerMinute: { kind: "rate" },
  members: {
    kind: "counted",
    used: async (tx, id) => {
      const { joined, invited } = await countSeats(tx, id);
      return joined + invited;
    },
  },
  numbers: {
    kind: "counted",
    used: (tx, id) => tx.$count(numbers, and(isInUse(id), isNull(numbers.frozenAt))),
  },
  destinations: {
    kind: "counted",
    used: (tx, id) =>
      tx.$count(
        destinations,
        and(eq(destinations.workspaceId, id), isNull(destinations.deletedAt), isNull(destinations.frozenAt)),
      ),
  },
  subscriptions: {
    kind: "counted",
    used: (tx, id) =>
      tx.$count(subscriptions, and(eq(subscriptions.workspaceId, id), isNull(subscriptions.frozenAt))),
  },
  eventsKeptDays: { kind: "span" },
  replayDays: { kind: "span" },
  auditKeptDays: { kind: "span" },
  exportsPerMonth: {
    kind: "counted",
    used: (tx, id) =>
      tx.$count(
        dataExports,
        and(
          eq(dataExports.workspaceId, id),
          gte(dataExports.createdAt, startOfMonth),
          // One that gave nobody anything costs nothing.
          ne(dataExports.state, "failed"),
        ),
      ),
  },
};

/** Numbers that take a place: chosen, of the live connection, and still there at MoltFlow. */
export const isInUse = (workspaceId: string): SQL | undefined =>
  and(
    eq(numbers.workspaceId, workspaceId),
    eq(numbers.allowed, true),
    ne(numbers.status, "deleted"),
    sql`exists (select 1 from connections where connections.id = ${numbers.connectionId} and connections.disconnected_at is null)`,
  );

/** Whoever may enter has a seat, and so has whoever was invited by mail and may still come. */
async function countSeats(
  tx: Transaction,
  workspaceId: string,
): Promise<{ joined: number; invited: number }> {
  const joined = await tx.$count(
    members,
    and(eq(members.workspaceId, workspaceId), isNull(members.frozenAt)),
  );
  const invited = await tx.$count(
    invitations,
    and(
      eq(invitations.workspaceId, workspaceId),
      isNotNull(invitations.email),
      isNull(invitations.acceptedAt),
      isNull(invitations.revokedAt),
      gt(invitations.expiresAt, sql`now()`),
    ),
  );
  return { joined, invited };
}

/** How much of a counted limit is used; null for the others. */
export async function usedOf(tx: Transaction, workspaceId: string, name: LimitName): Promise<number | null> {
  const gate = gates[name];
  return gate.kind === "counted" ? gate.used(tx, workspaceId) : null;
}

/**
 * Holds the workspace until commit, so that two people cannot both take the last place. Not stronger than that: events
 * and audit entries, which refer to the workspace, go on being written.
 */
export async function holdWorkspace(tx: Transaction, workspaceId: string): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for("no key update");
}

/**
 * Makes sure that `wanted` more fit into a counted limit, and keeps the room for the caller until commit. What is frozen
 * takes no room. Somebody who wants nothing more is never refused, however much there is.
 * @throws DomainError conflict `plan.limit_reached_plan`, `plan.limit_reached_moltflow` or `plan.limit_reached_operator`
 */
export async function assertRoom(
  tx: Transaction,
  workspaceId: string,
  name: LimitName,
  wanted = 1,
): Promise<void> {
  await holdWorkspace(tx, workspaceId);
  if (wanted <= 0) return;
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
