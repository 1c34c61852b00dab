import { type AnyColumn, sql } from "drizzle-orm";
import { passkeys, totpFactors } from "#db/schema/index.ts";

/** Whether a person has a second factor: an authenticator app that they have confirmed, or a passkey. */
export const hasTwoFactor = (userId: AnyColumn) =>
  sql<boolean>`(exists (select 1 from ${totpFactors} where ${totpFactors.userId} = ${userId} and ${totpFactors.confirmedAt} is not null) or exists (select 1 from ${passkeys} where ${passkeys.userId} = ${userId}))`;
