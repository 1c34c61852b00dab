import { type AnyColumn, sql } from "drizzle-orm";
import { passkeys, totpFactors } from "#db/schema/index.ts";

/**
 * Whether a person has a second factor: an authenticator app that they have confirmed, or a passkey. `userId` names them
 * in the query around it.
 */
export function hasTwoFactor(userId: AnyColumn) {
  const totp = sql`exists (select 1 from ${totpFactors} where ${totpFactors.userId} = ${userId} and ${totpFactors.confirmedAt} is not null)`;
  const passkey = sql`exists (select 1 from ${passkeys} where ${passkeys.userId} = ${userId})`;
  // In parts: drizzle strips the table's name off columns that stand directly in what is selected from one table.
  return sql<boolean>`(${totp} or ${passkey})`;
}
