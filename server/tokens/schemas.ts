import { z } from "zod";
import { type TokenScope, tokenScopes } from "#server/members/roles.ts";

export const tokenLimits = { perWorkspace: 50, perMember: 10, nameLength: 60 } as const;

const nameSchema = z
  .string()
  .trim()
  .min(1, "token.name_missing")
  .max(tokenLimits.nameLength, "token.name_long");

const scopesSchema = z
  .array(z.enum(tokenScopes))
  .min(1, "token.scopes_missing")
  .max(tokenScopes.length)
  .transform((scopes) => [...new Set(scopes)]);

/** Null: never. */
const expirySchema = z.int("token.expiry").min(1, "token.expiry").max(365, "token.expiry").nullable();

export const createTokenSchema = z.object({
  name: nameSchema,
  scopes: scopesSchema,
  expiresInDays: expirySchema,
});
export type CreateTokenInput = z.output<typeof createTokenSchema>;

export const tokenIdSchema = z.object({ tokenId: z.uuid() });

export const rotateTokenSchema = tokenIdSchema.extend({
  /** Of the token that is to be replaced, as its list shows it: of two rotations at once only one is meant. */
  hint: z.string().min(1).max(20),
  /** How long the old token stays good; 0 ends it at once, 168 is a week. */
  overlapHours: z.int().min(0).max(168),
  /** From now on, for the new one. */
  expiresInDays: expirySchema,
});
export type RotateTokenInput = z.output<typeof rotateTokenSchema>;

/** The answer of a creation or rotation: the only time that the token is in the clear. */
export type ShownToken = { id: string; token: string };

/** Why a token that is neither revoked nor expired does nothing at the moment: see its member's page. */
export type TokenState = "active" | "expired" | "suspended" | "not_allowed";

export type TokenView = {
  id: string;
  name: string;
  /** Whose rights it has; null for a token of the workspace itself. */
  owner: { userId: string; name: string | null; email: string } | null;
  /** Who made it; null when they have left Moltdesk. */
  createdBy: string | null;
  scopes: TokenScope[];
  /** Those of `scopes` that the owner's role does not allow at the moment. */
  dormant: TokenScope[];
  state: TokenState;
  hint: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedIp: string | null;
  /** Until when the token before the last rotation is good too; null when it is not. */
  previousUntil: string | null;
  /** Whether the reader may rotate it: nobody gets a token that acts as somebody else. */
  mayRotate: boolean;
};
