import { and, eq, isNotNull, lt } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import { systemDb } from "#db/client.ts";
import { totpFactors } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { type PersonalPlace, unsealForPerson } from "#server/vault/index.ts";

export const totpPlace = (userId: string): PersonalPlace => ({ userId, purpose: "totp-secret" });

/** What authenticator apps expect: six digits of SHA-1, a new code every 30 s. */
const totpOf = (base32: string, label = "") =>
  new TOTP({ secret: Secret.fromBase32(base32), issuer: new URL(env().PUBLIC_URL).host, label });

/** A secret of 160 bits, in base32, as people type it when they cannot scan. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What the QR code says. */
export const totpUri = (base32: string, email: string): string => totpOf(base32, email).toString();

/** The step of time that a code belongs to, when its clock is at most one step off; null for a wrong code. */
export function stepOf(base32: string, code: string, now = Date.now()): number | null {
  const delta = /^\d{6}$/.test(code)
    ? totpOf(base32).validate({ token: code, timestamp: now, window: 1 })
    : null;
  return delta === null ? null : TOTP.counter({ timestamp: now }) + delta;
}

/** Whether this is a code of the person's app that was not used before. It is used now. */
export async function acceptTotp(userId: string, code: string): Promise<boolean> {
  const isTheirs = and(eq(totpFactors.userId, userId), isNotNull(totpFactors.confirmedAt));
  const [factor] = await systemDb()
    .select({ sealedSecret: totpFactors.sealedSecret })
    .from(totpFactors)
    .where(isTheirs);
  if (!factor) return false;
  const step = stepOf(unsealForPerson(totpPlace(userId), factor.sealedSecret), code);
  if (step === null) return false;
  // The row decides between two who show the same code at once.
  const used = await systemDb()
    .update(totpFactors)
    .set({ lastStep: step })
    .where(and(isTheirs, lt(totpFactors.lastStep, step)))
    .returning({ step: totpFactors.lastStep });
  return used.length === 1;
}
