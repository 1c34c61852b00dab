import { eq, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { holdFanOut } from "#server/replays/index.ts";
import { freezables } from "./freezable.ts";
import { holdWorkspace } from "./gates.ts";
import { readLimits } from "./read-limits.ts";
import { type ChooseKeptInput, type FreezableLimit, freezableLimits } from "./schemas.ts";
import { noteSpans } from "./spans.ts";
import { whoStays } from "./who-stays.ts";

type Counts = Partial<Record<FreezableLimit, number>>;

/**
 * Freezes what is over the plan's limits, the newest first but for what was chosen to be kept and for owners, and thaws
 * what fits again, the oldest first. Nothing is deleted: a frozen number sends nothing, a frozen member stays outside,
 * a frozen destination waits, a frozen rule tells nobody. Called again it changes nothing.
 *
 * For transactions of the whole system, because it writes down what the plan had; as their first locks, in the order
 * billing account, fan-out, members, workspace, everything else.
 */
export async function fitToPlan(tx: Transaction, workspaceId: string, actor: Actor): Promise<void> {
  await tx
    .select({ id: billingAccounts.workspaceId })
    .from(billingAccounts)
    .where(eq(billingAccounts.workspaceId, workspaceId))
    .for("update");
  await holdFanOut(tx, workspaceId);
  await freezables.members.lock(tx, workspaceId);
  await holdWorkspace(tx, workspaceId);
  const standing = await readLimits(tx, workspaceId);
  const kept = await readKept(tx, workspaceId);
  const [frozen, thawed]: [Counts, Counts] = [{}, {}];
  for (const limit of freezableLimits) {
    const { lock, list, freeze, thaw } = freezables[limit];
    await lock(tx, workspaceId);
    const turned = whoStays(await list(tx, workspaceId), kept[limit] ?? [], standing.limits[limit].value);
    if (turned.freeze.length > 0) {
      await freeze(tx, workspaceId, turned.freeze, actor);
      frozen[limit] = turned.freeze.length;
    }
    if (turned.thaw.length > 0) {
      await thaw(tx, workspaceId, turned.thaw, actor);
      thawed[limit] = turned.thaw.length;
    }
  }
  await noteSpans(tx, workspaceId, standing);
  await tell(tx, workspaceId, "billing.freeze", frozen, actor);
  await tell(tx, workspaceId, "billing.thaw", thawed, actor);
}

async function tell(
  tx: Transaction,
  workspaceId: string,
  action: "billing.freeze" | "billing.thaw",
  counts: Counts,
  actor: Actor,
): Promise<void> {
  const count = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (count === 0) return;
  await record(tx, { workspaceId, actor, action, target: workspaceId, details: { count, ...counts } });
  await nudge(tx, workspaceId, "workspace");
}

export async function readKept(tx: Transaction, workspaceId: string): Promise<Record<string, string[]>> {
  const [account] = await tx
    .select({ kept: billingAccounts.kept })
    .from(billingAccounts)
    .where(eq(billingAccounts.workspaceId, workspaceId));
  return account?.kept ?? {};
}

const singular: Record<FreezableLimit, string> = {
  numbers: "number",
  members: "member",
  destinations: "destination",
  subscriptions: "subscription",
};

/**
 * What is to stay of a kind when not all of it fits; what is chosen beyond the limit stays as far as there is room.
 * @throws DomainError `<kind>.not_found` for an id that is none of the workspace's
 */
export async function chooseKept(
  workspaceId: string,
  { limit, ids }: ChooseKeptInput,
  actor: Actor,
): Promise<void> {
  await systemDb().transaction(async (tx) => {
    const known = new Set((await freezables[limit].list(tx, workspaceId)).map(({ id }) => id));
    if (ids.some((id) => !known.has(id))) throw notFound(singular[limit]);
    await tx
      .insert(billingAccounts)
      .values({ workspaceId, kept: { [limit]: ids } })
      .onConflictDoUpdate({
        target: billingAccounts.workspaceId,
        // Of another kind somebody else may choose at the same time.
        set: { kept: sql`${billingAccounts.kept} || excluded.kept` },
      });
    const details = { limit, count: ids.length };
    await record(tx, { workspaceId, actor, action: "billing.keep", target: workspaceId, details });
    await fitToPlan(tx, workspaceId, actor);
  });
}
