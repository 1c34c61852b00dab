import { generateKeyPairSync } from "node:crypto";
import {
  type AuthenticationResponseJSON,
  verifyAuthenticationResponse,
  type WebAuthnCredential,
} from "@simplewebauthn/server";
import { and, eq, lte } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { passkeys } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { singleton } from "#server/core/singleton.ts";
import { type Asked, takeChallenge } from "./challenges.ts";
import type { Assertion } from "./schemas.ts";

/** Passkeys belong to this host; an authenticator shows them to no other. */
export const relyingParty = () => {
  const { hostname, origin } = new URL(env().PUBLIC_URL);
  return { id: hostname, origin };
};

const clientDataShape = z.object({ challenge: z.string() });

/** The challenge that a browser says it answered; null when it says nothing that we understand. */
export function challengeIn(clientDataJSON: string): Buffer | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString());
    return Buffer.from(clientDataShape.parse(data).challenge, "base64url");
  } catch {
    return null;
  }
}

export type PasskeyRow = typeof passkeys.$inferSelect;

const credentialOf = ({ id, publicKey, counter, transports }: PasskeyRow): WebAuthnCredential => ({
  ...{ id, counter, transports },
  publicKey: new Uint8Array(publicKey),
});

/** A key that nobody holds: an unknown passkey costs as much time as a known one with a wrong signature. */
const nobodysKey = () =>
  singleton("account.nobodys-key", () => {
    const { x = "", y = "" } = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
      format: "jwk",
    });
    const part = (text: string) => Buffer.from(text, "base64url");
    // COSE: kty EC2, alg ES256, crv P-256, x, y.
    const head = Buffer.from("a5010203262001215820", "hex");
    return Buffer.concat([head, part(x), Buffer.from("225820", "hex"), part(y)]);
  });

/** What a good signature tells; null for any other. Their device has checked the person, by PIN or finger. */
async function verified(response: Assertion, challenge: Buffer, credential: WebAuthnCredential) {
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty();
  try {
    const { verified: isGood, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge.toString("base64url"),
      ...{ expectedOrigin, expectedRPID, credential },
    });
    return isGood ? authenticationInfo : null;
  } catch (error) {
    // The library throws on whatever is not in order with the answer, which anybody may have made up.
    log().debug({ reason: messageOf(error) }, "a passkey's answer was refused");
    return null;
  }
}

/**
 * Whose passkey answered our question, or null. `purpose` and `asked` say what the browser was asked; with a person
 * among it, only their own passkeys count.
 */
export async function acceptAssertion(
  purpose: "passkey_sign_in" | "passkey_confirm",
  asked: Asked,
  response: Assertion,
): Promise<string | null> {
  const challenge = challengeIn(response.response.clientDataJSON);
  if (!challenge || !(await takeChallenge(purpose, asked, challenge))) return null;
  const [passkey] = await systemDb()
    .select()
    .from(passkeys)
    .where(
      and(
        eq(passkeys.id, response.id),
        asked.userId === null ? undefined : eq(passkeys.userId, asked.userId),
      ),
    );
  const info = await verified(
    response,
    challenge,
    passkey
      ? credentialOf(passkey)
      : { id: response.id, publicKey: new Uint8Array(nobodysKey()), counter: 0 },
  );
  if (!passkey || !info) return null;
  const { newCounter: counter, credentialBackedUp: backedUp } = info;
  const used = await systemDb()
    .update(passkeys)
    .set({ counter, backedUp, lastUsedAt: new Date() })
    .where(and(eq(passkeys.id, passkey.id), lte(passkeys.counter, counter)))
    .returning({ userId: passkeys.userId });
  return used[0]?.userId ?? null;
}
