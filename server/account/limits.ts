import { type AttemptLimit, countAttempt, networkOf } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";

const quarterMs = 15 * 60_000;
const dayMs = 24 * 60 * 60_000;

/** A million codes, three of them good at a time: forty tries a day find one in nine years, on average. */
const perPerson: AttemptLimit = { limit: 8, windowMs: quarterMs };
const perPersonAndDay: AttemptLimit = { limit: 40, windowMs: dayMs };
const perNetwork: AttemptLimit = { limit: 60, windowMs: quarterMs };
const mailsPerPerson: AttemptLimit = { limit: 5, windowMs: quarterMs };
const challenges: AttemptLimit = { limit: 60, windowMs: quarterMs };

async function limit(act: string, subject: string, limits: AttemptLimit): Promise<void> {
  const count = await countAttempt(act, subject, limits);
  if (count.allowed) return;
  const minutes = Math.ceil(count.retryAfterMs / 60_000);
  throw new DomainError(
    "limited",
    "auth.too_many_tries",
    `Too many tries. Wait ${minutes} min, then try again.`,
    { params: { minutes }, retryAfterMs: count.retryAfterMs },
  );
}

const networkFrom = (ip: string | null) => networkOf(ip ?? "unknown");

/** What may be guessed: by network first, so that one that is over its limit does not use up a person's tries. */
export async function limitTries(act: string, userId: string, ip: string | null): Promise<void> {
  await limit(`${act}.network`, networkFrom(ip), perNetwork);
  await limit(`${act}.person`, userId, perPerson);
  await limit(`${act}.person-day`, userId, perPersonAndDay);
}

/** Sign-in with a passkey, where nobody is known yet. */
export const limitNetwork = (act: string, ip: string | null) =>
  limit(`${act}.network`, networkFrom(ip), perNetwork);

/** Mails that a signed-in browser can have us send to its person. */
export const limitMails = (userId: string) => limit("confirm-mail.person", userId, mailsPerPerson);

/** Rows that a signed-in browser can have us keep. */
export const limitChallenges = (userId: string) => limit("challenge.person", userId, challenges);
