import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import type { NumberKey } from "./save-status.ts";

/** Keeps what MoltFlow said of a number's account, where it is news. */
export async function saveBusiness(
  tx: Transaction,
  { workspaceId, numberId }: NumberKey,
  isBusiness: boolean,
): Promise<void> {
  const changed = await tx
    .update(numbers)
    .set({ isBusiness })
    .where(
      and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId), ne(numbers.isBusiness, isBusiness)),
    )
    .returning({ id: numbers.id });
  if (changed.length > 0) await nudge(tx, workspaceId, "numbers");
}
