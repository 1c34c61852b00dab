import { destinations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { nudge } from "#server/live/index.ts";
import { checkDestinationUrl } from "./check-url.ts";
import { isDestination, lockDestination } from "./lock-destination.ts";
import { checkTemplate } from "./preview.ts";
import type { ChangeDestinationInput } from "./schemas.ts";
import { sealHeaders } from "./secrets.ts";

/**
 * Changes what is given of a destination and leaves the rest.
 * @throws DomainError `destination.not_found`, `destination.url_*`, `destination.template_*`
 */
export async function changeDestination(
  workspaceId: string,
  { destinationId, headers, ...given }: ChangeDestinationInput,
  actor: Actor,
): Promise<void> {
  if (given.url !== undefined) await checkDestinationUrl(given.url);
  const sealed = headers && (await sealHeaders(workspaceId, destinationId, headers));
  const changes = Object.fromEntries(
    Object.entries({ ...given, ...sealed }).filter(([, value]) => value !== undefined),
  );
  await inTenant(workspaceId, async (tx) => {
    const before = await lockDestination(tx, workspaceId, destinationId);
    const { format, template } = { ...before, ...changes };
    checkTemplate(workspaceId, format, template);
    if (Object.keys(changes).length === 0) return;
    await tx.update(destinations).set(changes).where(isDestination(workspaceId, destinationId));
    const details = {
      fields: Object.keys(given)
        .concat(headers ? ["headers"] : [])
        .join(", "),
    };
    await record(tx, { workspaceId, actor, action: "destination.change", target: destinationId, details });
    await nudge(tx, workspaceId, "destinations");
  });
}
