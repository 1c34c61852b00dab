import { or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { budgetTurns } from "#db/schema/index.ts";

/** Takes a workspace's name from the turns of an account: they still count for whoever shares it. */
export async function forgetWorkspace(tx: Transaction, workspaceId: string): Promise<void> {
  const { lane, place } = budgetTurns;
  await tx
    .update(budgetTurns)
    .set({ lane: "gone", place: null })
    .where(
      or(sql`strpos(${lane}, ${workspaceId}) > 0`, sql`strpos(coalesce(${place}, ''), ${workspaceId}) > 0`),
    );
}
