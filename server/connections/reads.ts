import { and, asc, eq, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections, numbers } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import {
  type ConnectionView,
  connectionColumns,
  isSandbox,
  numberColumns,
  toConnectionView,
} from "./view.ts";

/** Finds the workspace's one live connection. */
export const liveConnection = (workspaceId: string) =>
  and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt));

/** For whoever chooses numbers: every number that the key reaches. For the others: those that are there for them. */
export type Reach = "all" | "in_sight";

/** The live connection with its numbers, by name; null when there is none. */
export async function readConnection(
  tx: Queryable,
  place: Place,
  reach: Reach = "all",
): Promise<ConnectionView | null> {
  const { workspaceId } = sightIn(place);
  const [row] = await tx.select(connectionColumns).from(connections).where(liveConnection(workspaceId));
  if (!row) return null;
  const reachable = await tx
    .select(numberColumns)
    .from(numbers)
    .where(
      and(
        eq(numbers.workspaceId, workspaceId),
        eq(numbers.connectionId, row.id),
        reach === "all" ? undefined : numbersInSight(place),
      ),
    )
    .orderBy(asc(numbers.name), asc(numbers.sessionId));
  return toConnectionView(row, reachable);
}

/** Whether the live connection is to this installation's sandbox. */
export async function usesSandbox(tx: Queryable, workspaceId: string): Promise<boolean> {
  const [row] = await tx
    .select({ baseUrl: connections.baseUrl })
    .from(connections)
    .where(liveConnection(workspaceId));
  return row !== undefined && isSandbox(row.baseUrl);
}
