import { destinationLedgers, destinations, destinationTurns } from "#db/schema/index.ts";
import { inTenant, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { newId } from "#server/core/ids.ts";
import { checkFilter } from "#server/event-filter/index.ts";
import { nudge } from "#server/live/index.ts";
import { assertRoom } from "#server/plans/index.ts";
import { checkDestinationUrl } from "./check-url.ts";
import { checkTemplate } from "./preview.ts";
import type { CreateDestinationInput, ShownSecret } from "./schemas.ts";
import { makeSecret, sealHeaders } from "./secrets.ts";

/**
 * Makes a destination, which gets what arrives from now on. The answer shows its secret.
 * @throws DomainError `destination.url_*`, `destination.template_*`, `plan.limit_reached_*`,
 * `number.not_found`, `inbox.not_found` and `label.not_found` for what the filter names
 */
export async function createDestination(
  workspaceId: string,
  { headers, ...input }: CreateDestinationInput,
  actor: Actor,
): Promise<ShownSecret> {
  checkTemplate(workspaceId, input.format, input.template);
  await checkDestinationUrl(input.url);
  const id = newId();
  const [{ secret, sealedSecret }, sealed] = await Promise.all([
    makeSecret(workspaceId, id),
    sealHeaders(workspaceId, id, headers),
  ]);
  await inTenant(workspaceId, async (tx) => {
    await assertRoom(tx, workspaceId, "destinations");
    const filter = await checkFilter(tx, input.filter, { sight: sightIn(workspaceId), hidePhones: false });
    const createdBy = "userId" in actor ? actor.userId : null;
    await tx
      .insert(destinations)
      .values({ ...input, ...sealed, workspaceId, id, filter, sealedSecret, createdBy });
    await tx.insert(destinationTurns).values({ workspaceId, destinationId: id });
    await tx.insert(destinationLedgers).values({ workspaceId, destinationId: id });
    await record(tx, {
      ...{ workspaceId, actor, action: "destination.create", target: id },
      details: { name: input.name, format: input.format, origin: new URL(input.url).origin },
    });
    await nudge(tx, workspaceId, "destinations");
  });
  return { id, secret };
}
