import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { freezables } from "./freezable.ts";
import { readKept } from "./freeze.ts";
import { readLimits } from "./read-limits.ts";
import { type FrozenView, freezableLimits } from "./schemas.ts";

/** Everything that the plan counts and can freeze, the oldest first, for choosing what stays. */
export async function readFrozen(tx: Transaction, workspaceId: string): Promise<FrozenView> {
  const { limits } = await readLimits(tx, workspaceId);
  const kept = await readKept(tx, workspaceId);
  const entries: [string, FrozenView[keyof FrozenView]][] = [];
  for (const limit of freezableLimits) {
    const items = await freezables[limit].list(tx, workspaceId);
    items.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    entries.push([
      limit,
      {
        limit: limits[limit].value,
        items: items.map(({ id, name, frozen, mustStay = false, createdAt }) => ({
          ...{ id, name, frozen, mustStay, createdAt: createdAt.toISOString() },
          kept: kept[limit]?.includes(id) ?? false,
        })),
      },
    ]);
  }
  return Object.fromEntries(entries) as FrozenView;
}

/** How much has no room in the plan, of all kinds together. */
export async function countFrozen(tx: Transaction, workspaceId: string): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select (
      (select count(*) from numbers where workspace_id = ${workspaceId} and frozen_at is not null) +
      (select count(*) from members where workspace_id = ${workspaceId} and frozen_at is not null) +
      (select count(*) from destinations where workspace_id = ${workspaceId} and frozen_at is not null and deleted_at is null) +
      (select count(*) from subscriptions where workspace_id = ${workspaceId} and frozen_at is not null)
    )::int as count`);
  return row?.count ?? 0;
}
