import { and, asc, eq, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections, numbers } from "#db/schema/index.ts";
import { type ConnectionView, connectionColumns, numberColumns, toConnectionView } from "./view.ts";

/** Finds the workspace's one live connection. */
export const liveConnection = (workspaceId: string) =>
  and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt));

/** The live connection with every number its key reaches, by name; null when there is none. */
export async function readConnection(tx: Queryable, workspaceId: string): Promise<ConnectionView | null> {
  const [row] = await tx.select(connectionColumns).from(connections).where(liveConnection(workspaceId));
  if (!row) return null;
  const reachable = await tx
    .select(numberColumns)
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.connectionId, row.id)))
    .orderBy(asc(numbers.name), asc(numbers.sessionId));
  return toConnectionView(row, reachable);
}
