import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { passkeys } from "#db/schema/index.ts";
import { startFullSession } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { idSchema, newId } from "#server/core/ids.ts";
import { newChallenge } from "./challenges.ts";
import { limitChallenges, limitNetwork } from "./limits.ts";
import { type Browser, noteSignIn } from "./note-sign-in.ts";
import type { Person } from "./person.ts";
import { type Assertion, assertionSchema } from "./schemas.ts";
import { acceptAssertion, relyingParty } from "./webauthn.ts";

type Options = PublicKeyCredentialRequestOptionsJSON;

/** Asks for any passkey of ours. The browser shows `browserId`, which its answer has to come with, in a cookie. */
export async function passkeySignInOptions(
  ip: string | null,
): Promise<{ options: Options; browserId: string }> {
  await limitNetwork("passkey-options", ip);
  const browserId = newId();
  const challenge = await newChallenge("passkey_sign_in", { userId: null, sessionId: browserId });
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: new Uint8Array(challenge),
    userVerification: "required",
  });
  return { options, browserId };
}

/** Asks for one of this person's passkeys, to show that it is them. */
export async function passkeyProofOptions({ id, sessionId }: Person): Promise<Options> {
  await limitChallenges(id);
  const challenge = await newChallenge("passkey_confirm", { userId: id, sessionId });
  const own = await systemDb()
    .select({ id: passkeys.id, transports: passkeys.transports })
    .from(passkeys)
    .where(eq(passkeys.userId, id));
  return generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: new Uint8Array(challenge),
    allowCredentials: own,
    userVerification: "required",
  });
}

const refused = () =>
  new DomainError(
    "unauthenticated",
    "auth.passkey_unknown",
    "This passkey does not open an account here. Use another one, or let us mail you a link.",
  );

/**
 * Signs in whoever holds a passkey. It is two factors in one, the device and its PIN or finger, so nothing else is asked.
 * An unknown passkey, a wrong signature and an old question get the same answer.
 * @returns the cookies to set
 * @throws DomainError limited `auth.too_many_tries`, unauthenticated `auth.passkey_unknown`
 */
export async function signInWithPasskey(
  { response, browserId }: { response: unknown; browserId: string | null },
  browser: Browser,
): Promise<{ session: string; device: string }> {
  await limitNetwork("passkey-sign-in", browser.ip);
  const answer = assertionSchema.safeParse(response);
  const sessionId = idSchema.safeParse(browserId);
  if (!answer.success || !sessionId.success) throw refused();
  const userId = await holderOf(answer.data, sessionId.data);
  if (userId === null) throw refused();
  const session = await startFullSession(systemDb(), userId);
  return { session, device: await noteSignIn(session, browser) };
}

const holderOf = (answer: Assertion, sessionId: string) =>
  acceptAssertion("passkey_sign_in", { userId: null, sessionId }, answer);
