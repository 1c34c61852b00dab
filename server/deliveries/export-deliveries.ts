import { systemDb } from "#db/client.ts";
import { inTenant, type Sight } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { type TableRow, tableFile, tableText } from "#server/core/table-file.ts";
import type { Membership } from "#server/workspaces/index.ts";
import { assertDestination } from "./console.ts";
import { listDeliveries } from "./reads.ts";
import type { DeliveryView, ExportDeliveriesInput, ListDeliveriesInput } from "./schemas.ts";

/** Whose file it is. */
type Reader = { workspace: Pick<Membership, "id" | "slug">; sight: Sight; actor: Actor };

const columns = [
  ...["id", "destinationId", "destination", "eventId", "seq", "event", "state", "attempts", "isReplay"],
  ...["lastStatus", "lastError", "createdAt", "dueAt", "endedAt"],
];

const pageSize = 200;

/**
 * Makes a file of the deliveries that fit and that the reader may see, newest first. That it was made is recorded.
 * @throws DomainError `destination.not_found`
 */
export async function exportDeliveries(
  { workspace, sight, actor }: Reader,
  { format, destinationId, state }: ExportDeliveriesInput,
) {
  if (destinationId !== undefined) {
    await inTenant(sight, (tx) => assertDestination(tx, workspace.id, destinationId));
  }
  await record(systemDb(), {
    ...{ workspaceId: workspace.id, actor, action: "delivery.export" },
    ...(destinationId !== undefined && { target: destinationId }),
    details: { format, ...(state !== undefined && { state }) },
  });
  const body = tableText(format, columns, batchesOf(sight, { destinationId, states: state && [state] }));
  return { ...tableFile({ what: "deliveries", slug: workspace.slug, format }), body };
}

async function* batchesOf(
  sight: Sight,
  filter: Pick<ListDeliveriesInput, "destinationId" | "states">,
): AsyncGenerator<TableRow[]> {
  for (let cursor: string | undefined, hasMore = true; hasMore; hasMore = cursor !== undefined) {
    const page = await listDeliveries(sight, { ...filter, cursor, limit: pageSize });
    yield page.deliveries.map(rowOf);
    cursor = page.nextCursor ?? undefined;
  }
}

const rowOf = ({ destination, ...delivery }: DeliveryView): TableRow => ({
  ...delivery,
  destinationId: destination.id,
  destination: destination.name,
});
