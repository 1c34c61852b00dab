import { sql } from "drizzle-orm";
import { destinationLedgers, destinations, destinationTurns } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { checkDestinationUrl } from "./check-url.ts";
import { checkTemplate } from "./preview.ts";
import { countDestinations } from "./reads.ts";
import { type CreateDestinationInput, destinationLimits, type ShownSecret } from "./schemas.ts";
import { makeSecret, sealHeaders } from "./secrets.ts";

/**
 * Adds a destination; events that are accepted from now on go there. The answer shows its secret.
 * @throws DomainError `destination.url_*`, `destination.template_*`, limited `destination.too_many`
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
  const createdBy = "userId" in actor ? actor.userId : null;
  await inTenant(workspaceId, async (tx) => {
    // Two who add the last one at once are counted one after the other.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`destinations ${workspaceId}`}, 0))`,
    );
    if ((await countDestinations(tx, workspaceId)) >= destinationLimits.perWorkspace) throw tooMany();
    await tx.insert(destinations).values({ ...input, ...sealed, workspaceId, id, sealedSecret, createdBy });
    await tx.insert(destinationTurns).values({ workspaceId, destinationId: id });
    await tx.insert(destinationLedgers).values({ workspaceId, destinationId: id });
    const details = { name: input.name, format: input.format, ordered: input.ordered };
    await record(tx, { workspaceId, actor, action: "destination.create", target: id, details });
    await nudge(tx, workspaceId, "destinations");
  });
  return { id, secret };
}

const tooMany = () =>
  new DomainError(
    "limited",
    "destination.too_many",
    `A workspace has at most ${destinationLimits.perWorkspace} destinations. Delete one that is not needed.`,
    { params: { count: destinationLimits.perWorkspace } },
  );
