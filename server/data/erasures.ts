import { desc, eq } from "drizzle-orm";
import { contactErasures, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { ErasureView } from "./schemas.ts";

const shown = 100;

/** Receipts of erasures, newest first; the newest hundred. */
export async function listErasures(workspaceId: string): Promise<ErasureView[]> {
  const rows = await inTenant(workspaceId, (tx) =>
    tx
      .select({ receipt: contactErasures, name: users.name, email: users.email })
      .from(contactErasures)
      .leftJoin(users, eq(users.id, contactErasures.requestedBy))
      .where(eq(contactErasures.workspaceId, workspaceId))
      .orderBy(desc(contactErasures.createdAt), desc(contactErasures.id))
      .limit(shown),
  );
  return rows.map(({ receipt, name, email }) => ({
    id: receipt.id,
    hint: receipt.contactHint,
    digest: receipt.contactDigest.toString("hex"),
    reason: receipt.reason,
    requestedBy: name ?? email,
    state: receipt.state,
    erased: receipt.erased,
    upstream: receipt.upstream,
    failure: receipt.failure,
    createdAt: receipt.createdAt.toISOString(),
    finishedAt: receipt.finishedAt?.toISOString() ?? null,
  }));
}
