import { and, eq, isNull } from "drizzle-orm";
import { connections, labels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";

/** Ours by MoltFlow's id, for the labels that the live connection's account has. */
export type LeadLabels = ReadonlyMap<string, string>;

/** MoltFlow has labels for the whole account, so they are the same for whoever looks. */
export async function readLeadLabels(workspaceId: string): Promise<LeadLabels> {
  const rows = await inTenant(workspaceId, (tx) =>
    tx
      .select({ id: labels.id, upstreamId: labels.upstreamId })
      .from(labels)
      .innerJoin(
        connections,
        and(eq(connections.workspaceId, labels.workspaceId), eq(connections.id, labels.connectionId)),
      )
      .where(and(eq(labels.workspaceId, workspaceId), isNull(connections.disconnectedAt))),
  );
  return new Map(rows.map(({ id, upstreamId }) => [upstreamId, id]));
}

/** MoltFlow's id of one of our labels; what is not chosen stays so. @throws DomainError `label.not_found` */
export async function upstreamLabel<Nothing extends null | undefined>(
  workspaceId: string,
  labelId: string | Nothing,
): Promise<string | Nothing> {
  if (typeof labelId !== "string") return labelId;
  for (const [upstreamId, id] of await readLeadLabels(workspaceId)) if (id === labelId) return upstreamId;
  throw notFound("label");
}
