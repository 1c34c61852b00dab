import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinationLedgers, destinations, destinationTurns } from "#db/schema/index.ts";
import { inTenant, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { checkFilter } from "#server/event-filter/index.ts";
import { nudge } from "#server/live/index.ts";
import { checkDestinationUrl } from "./check-url.ts";
import { checkTemplate } from "./preview.ts";
import { countDestinations } from "./reads.ts";
import { type CreateDestinationInput, destinationLimits, type ShownSecret } from "./schemas.ts";
import { makeSecret, sealHeaders } from "./secrets.ts";

/**
 * Makes a destination, which gets what arrives from now on. The answer shows its secret.
 * @throws DomainError `destination.url_*`, `destination.template_*`, limited `destination.too_many`,
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
    await assertFew(tx, workspaceId);
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

/** Two who make the last one at once take turns. */
async function assertFew(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`destinations ${workspaceId}`}, 0))`);
  if ((await countDestinations(tx, workspaceId)) < destinationLimits.perWorkspace) return;
  throw new DomainError(
    "limited",
    "destination.too_many",
    `A workspace has ${destinationLimits.perWorkspace} destinations at most. Delete one that nobody uses.`,
    { params: { count: destinationLimits.perWorkspace } },
  );
}
