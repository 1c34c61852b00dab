import type { Actor } from "#server/audit/index.ts";
import { askOf, chargeCalls, standInLine, type TakeTurn } from "#server/moltflow/index.ts";
import { smallestLimit } from "./inspect.ts";
import { turnOf } from "./turn.ts";

type Newcomer = { workspaceId: string; baseUrl: string; actor: Actor };

/**
 * The line for calls with a key that nobody has looked at. Whose account it opens is told by the first call, which goes
 * at once; after `found` the others wait in that account's line, where other workspaces may stand already.
 */
export function lineOfNewcomer({ workspaceId, baseUrl, actor }: Newcomer) {
  const ask = askOf(workspaceId, turnOf(actor, "send"));
  let calls = 0;
  let known: TakeTurn | null = null;
  const takeTurn: TakeTurn = async (call) => {
    if (known) return known(call);
    calls += 1;
    return () => Promise.resolve();
  };
  return {
    takeTurn,
    async found(upstreamTenantId: string): Promise<void> {
      const tenant = { baseUrl, upstreamTenantId, requestsPerMinute: smallestLimit };
      await chargeCalls(tenant, ask, calls);
      known = standInLine(tenant, ask);
    },
  };
}
