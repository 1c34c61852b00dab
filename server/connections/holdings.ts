import type { Holding } from "#db/holding.ts";
import { connections } from "#db/schema/index.ts";

export const connectionHoldings: readonly Holding[] = [
  {
    table: connections,
    kept: "workspace",
    seenBy: "everyone",
    exported: {
      columns: {
        id: connections.id,
        baseUrl: connections.baseUrl,
        upstreamTenantId: connections.upstreamTenantId,
        upstreamTenantName: connections.upstreamTenantName,
        plan: connections.plan,
        missingScopes: connections.missingScopes,
        health: connections.health,
        checkedAt: connections.checkedAt,
        createdAt: connections.createdAt,
        disconnectedAt: connections.disconnectedAt,
      },
    },
    contact: { nothing: "It tells of the team's own MoltFlow account." },
  },
];
