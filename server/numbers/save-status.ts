import { and, eq, lte } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import type { Session } from "#server/moltflow/index.ts";

export type NumberKey = { workspaceId: string; numberId: string };

/** What MoltFlow said of a number. */
export type Heard = Partial<Pick<Session, "name" | "phoneNumber" | "isBusiness">> & { status: string };

/** Writes what was heard, unless something newer than `at` (when the call began) is there already. */
export async function saveStatus(
  tx: Queryable,
  { workspaceId, numberId }: NumberKey,
  { status, name, phoneNumber, isBusiness }: Heard,
  at: Date,
): Promise<void> {
  await tx
    .update(numbers)
    .set({
      status,
      statusAt: at,
      ...(name && { name }),
      ...(phoneNumber !== undefined && { phoneNumber }),
      ...(isBusiness !== undefined && { isBusiness }),
    })
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId), lte(numbers.statusAt, at)));
}
