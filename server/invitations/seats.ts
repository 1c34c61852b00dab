import { and, count, eq, isNull, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { invitations, members } from "#db/schema/index.ts";
import { readLimits } from "#server/plans/index.ts";
import type { Seats } from "./schemas.ts";
import { keepsSeat } from "./state.ts";

/**
 * Who has a seat, and how many the plan has. A frozen member has none. `exceptEmail`: whose own invitation does not
 * count.
 */
export async function readSeats(tx: Transaction, workspaceId: string, exceptEmail?: string): Promise<Seats> {
  const { limits } = await readLimits(tx, workspaceId);
  const [joined] = await tx
    .select({ members: count() })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), isNull(members.frozenAt)));
  const others = exceptEmail === undefined ? undefined : ne(invitations.email, exceptEmail);
  const [open] = await tx
    .select({ invited: count() })
    .from(invitations)
    .where(and(keepsSeat(workspaceId), others));
  return { total: limits.members.value, members: joined?.members ?? 0, invited: open?.invited ?? 0 };
}

export const freeSeats = ({ total, members, invited }: Seats): number =>
  Math.max(0, total - members - invited);
