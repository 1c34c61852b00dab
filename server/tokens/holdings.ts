import type { Holding } from "#db/holding.ts";
import { apiTokens } from "#db/schema/index.ts";

export const tokenHoldings: readonly Holding[] = [
  {
    table: apiTokens,
    kept: "workspace",
    seenBy: "own",
    exported: {
      columns: {
        id: apiTokens.id,
        name: apiTokens.name,
        userId: apiTokens.userId,
        createdBy: apiTokens.createdBy,
        scopes: apiTokens.scopes,
        createdAt: apiTokens.createdAt,
        expiresAt: apiTokens.expiresAt,
        lastUsedAt: apiTokens.lastUsedAt,
        revokedAt: apiTokens.revokedAt,
      },
    },
    contact: { nothing: "Keys of the team's own programs." },
  },
];
