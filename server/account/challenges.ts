import { randomBytes } from "node:crypto";
import { and, eq, isNull, lt } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authChallenges } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";

export const challengeMaxAgeMs = 5 * 60_000;

/** Whose browser has to answer: a session's, or one that nobody has signed in with, by an id of its own. */
export type Asked = { userId: string | null; sessionId: string };

type Purpose = "passkey_register" | "passkey_sign_in" | "passkey_confirm";

const ofBrowser = (purpose: Purpose, { userId, sessionId }: Asked) =>
  and(
    eq(authChallenges.purpose, purpose),
    eq(authChallenges.sessionId, sessionId),
    userId === null ? isNull(authChallenges.userId) : eq(authChallenges.userId, userId),
  );

/** What an authenticator has to sign within five minutes. */
export async function newChallenge(purpose: Purpose, asked: Asked): Promise<Buffer> {
  const value = randomBytes(32);
  const now = Date.now();
  await systemDb()
    .delete(authChallenges)
    .where(and(ofBrowser(purpose, asked), lt(authChallenges.expiresAt, new Date(now))));
  await systemDb()
    .insert(authChallenges)
    .values({ id: newId(), ...asked, purpose, value, expiresAt: new Date(now + challengeMaxAgeMs) });
  return value;
}

/** Whether this browser was asked exactly that, lately. Whatever comes of the answer, it is not asked again. */
export async function takeChallenge(purpose: Purpose, asked: Asked, value: Buffer): Promise<boolean> {
  const taken = await systemDb()
    .delete(authChallenges)
    .where(and(ofBrowser(purpose, asked), eq(authChallenges.value, value)))
    .returning({ expiresAt: authChallenges.expiresAt });
  return taken.some(({ expiresAt }) => expiresAt > new Date());
}

/** Forgets what a browser can no longer answer. @returns how many */
export async function forgetOldChallenges(now: Date): Promise<number> {
  const forgotten = await systemDb().delete(authChallenges).where(lt(authChallenges.expiresAt, now));
  return forgotten.count;
}
