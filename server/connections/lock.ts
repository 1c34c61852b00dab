import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { workspaces } from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";

/** Lets one transaction at a time change what the workspace is connected to; other rows may still refer to it. */
export async function lockConnecting(tx: Transaction, workspaceId: string): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for("no key update");
}

/** Somebody else's change won. */
export const stillChanging = () =>
  new DomainError(
    "conflict",
    "connection.changing",
    "Somebody else is changing this workspace's connection right now. Look at it again, then repeat what you did if it is still needed.",
  );
