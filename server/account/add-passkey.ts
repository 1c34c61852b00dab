import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { passkeys } from "#db/schema/index.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { newChallenge, takeChallenge } from "./challenges.ts";
import { afterNewFactor } from "./factors.ts";
import { limitChallenges } from "./limits.ts";
import { lockPerson, type Person } from "./person.ts";
import { recordAccount } from "./record-account.ts";
import type { Attestation, NewFactor } from "./schemas.ts";
import { tellSecurity } from "./tell-security.ts";
import { challengeIn, relyingParty } from "./webauthn.ts";

const maxPasskeys = 20;

/** EdDSA, ES256, RS256: every authenticator speaks one of them. */
const supportedAlgorithmIDs = [-8, -7, -257];

const askedOf = ({ id, sessionId }: Person) => ({ userId: id, sessionId });

/**
 * What the browser hands to an authenticator to make a passkey that can also sign in by itself.
 * @throws DomainError limited `auth.too_many_tries`
 */
export async function newPasskeyOptions(
  person: Person,
  { email, name }: { email: string; name: string | null },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  await limitChallenges(person.id);
  const challenge = await newChallenge("passkey_register", askedOf(person));
  const existing = await systemDb()
    .select({ id: passkeys.id, transports: passkeys.transports })
    .from(passkeys)
    .where(eq(passkeys.userId, person.id));
  return generateRegistrationOptions({
    rpID: relyingParty().id,
    rpName: "Moltdesk",
    challenge: new Uint8Array(challenge),
    userID: new TextEncoder().encode(person.id),
    userName: email,
    userDisplayName: name ?? email,
    attestationType: "none",
    supportedAlgorithmIDs,
    excludeCredentials: existing,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** What a good answer tells of the new credential; null for any other. */
async function verified(person: Person, response: Attestation) {
  const challenge = challengeIn(response.response.clientDataJSON);
  if (!challenge || !(await takeChallenge("passkey_register", askedOf(person), challenge))) return null;
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty();
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge.toString("base64url"),
      ...{ expectedOrigin, expectedRPID, supportedAlgorithmIDs },
    });
    return registrationInfo ?? null;
  } catch (error) {
    // The library throws on whatever is not in order with the answer, which anybody may have made up.
    log().debug({ reason: messageOf(error) }, "a new passkey was refused");
    return null;
  }
}

const refused = () =>
  new DomainError(
    "invalid",
    "security.passkey_not_added",
    "The passkey was not added: the answer came too late, or was not in order. Try again.",
  );

/**
 * Adds a passkey.
 * @throws DomainError invalid `security.passkey_not_added`, `security.too_many_passkeys`, conflict
 * `security.passkey_exists`
 */
export async function addPasskey(
  person: Person,
  { name, response }: { name: string; response: Attestation },
): Promise<NewFactor> {
  const info = await verified(person, response);
  if (!info) throw refused();
  const { id, publicKey, counter, transports = [] } = info.credential;
  return systemDb().transaction(async (tx) => {
    await lockPerson(tx, person.id);
    if ((await tx.$count(passkeys, eq(passkeys.userId, person.id))) >= maxPasskeys) {
      throw new DomainError(
        "invalid",
        "security.too_many_passkeys",
        `An account has at most ${maxPasskeys} passkeys. Remove one that you do not use.`,
        { params: { max: maxPasskeys } },
      );
    }
    const added = await tx
      .insert(passkeys)
      .values({
        ...{ id, userId: person.id, name, counter, transports, backedUp: info.credentialBackedUp },
        publicKey: Buffer.from(publicKey),
      })
      .onConflictDoNothing()
      .returning({ id: passkeys.id });
    if (added.length === 0) {
      throw new DomainError("conflict", "security.passkey_exists", "This passkey is in use already.");
    }
    await tellSecurity(tx, person.id, { kind: "passkey_added", name });
    await recordAccount(tx, person, "account.passkey_added");
    return afterNewFactor(tx, person);
  });
}
