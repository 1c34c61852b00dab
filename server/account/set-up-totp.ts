import { eq, isNull } from "drizzle-orm";
import QRCode from "qrcode";
import { systemDb } from "#db/client.ts";
import { totpFactors } from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { sealForPerson, unsealForPerson } from "#server/vault/index.ts";
import { afterNewFactor, afterRemovedFactor } from "./factors.ts";
import { limitTries } from "./limits.ts";
import { lockPerson, type Person } from "./person.ts";
import { recordAccount } from "./record-account.ts";
import type { NewFactor, TotpSetup } from "./schemas.ts";
import { tellSecurity } from "./tell-security.ts";
import { newTotpSecret, stepOf, totpPlace, totpUri } from "./totp.ts";

const alreadySetUp = () =>
  new DomainError(
    "conflict",
    "security.totp_exists",
    "An authenticator app is set up already. Remove it first to change to another.",
  );

/**
 * Makes a secret for an authenticator app. It counts for nothing until `finishTotp`, and a later start replaces it.
 * @throws DomainError conflict `security.totp_exists`
 */
export async function startTotp(person: Person, email: string): Promise<TotpSetup> {
  const secret = newTotpSecret();
  const sealedSecret = sealForPerson(totpPlace(person.id), secret);
  const started = await systemDb()
    .insert(totpFactors)
    .values({ userId: person.id, sealedSecret })
    .onConflictDoUpdate({
      target: totpFactors.userId,
      set: { sealedSecret },
      setWhere: isNull(totpFactors.confirmedAt),
    })
    .returning({ userId: totpFactors.userId });
  if (started.length === 0) throw alreadySetUp();
  const qr = await QRCode.toDataURL(totpUri(secret, email), { margin: 4, scale: 5 });
  return { secret, qr };
}

/**
 * Turns the authenticator app on, once it shows a right code.
 * @throws DomainError limited `auth.too_many_tries`, conflict `security.totp_exists`, invalid `security.totp_not_started`,
 * `auth.code_wrong`
 */
export async function finishTotp(person: Person, code: string): Promise<NewFactor> {
  await limitTries("set-up-totp", person.id, person.ip);
  const ofPerson = eq(totpFactors.userId, person.id);
  return systemDb().transaction(async (tx) => {
    await lockPerson(tx, person.id);
    const [factor] = await tx.select().from(totpFactors).where(ofPerson);
    if (!factor) {
      throw new DomainError(
        "invalid",
        "security.totp_not_started",
        "No authenticator app is being set up. Start again.",
      );
    }
    if (factor.confirmedAt) throw alreadySetUp();
    const lastStep = stepOf(unsealForPerson(totpPlace(person.id), factor.sealedSecret), code);
    if (lastStep === null) {
      throw new DomainError(
        "invalid",
        "security.totp_wrong",
        "This is not the code that the app should show. Check that the phone's clock is right, and type the newest code.",
      );
    }
    await tx.update(totpFactors).set({ confirmedAt: new Date(), lastStep }).where(ofPerson);
    await tellSecurity(tx, person.id, { kind: "two_factor_on" });
    await recordAccount(tx, person, "account.authenticator_added");
    return afterNewFactor(tx, person);
  });
}

/** Takes the authenticator app away, whether it was finished or not. Does nothing when there is none. */
export async function removeTotp(person: Person): Promise<void> {
  await systemDb().transaction(async (tx) => {
    await lockPerson(tx, person.id);
    const [removed] = await tx
      .delete(totpFactors)
      .where(eq(totpFactors.userId, person.id))
      .returning({ confirmedAt: totpFactors.confirmedAt });
    if (!removed?.confirmedAt) return;
    await tellSecurity(tx, person.id, { kind: "authenticator_removed" });
    await recordAccount(tx, person, "account.authenticator_removed");
    await afterRemovedFactor(tx, person);
  });
}
