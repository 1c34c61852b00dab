import { createHmac, randomInt } from "node:crypto";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authChallenges, users } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { newId, sameBytes } from "#server/core/ids.ts";
import { confirmCodeMail, mailLocaleOf, sendMail } from "#server/mail/index.ts";
import { limitMails } from "./limits.ts";
import type { Person } from "./person.ts";

const maxAgeMs = 10 * 60_000;
const maxTries = 5;

/** Keyed: a code has only a million values, which a stolen dump could be tried against. */
const storedCode = (challengeId: string, code: string) =>
  createHmac("sha256", env().AUTH_SECRET).update(`mail-code\n${challengeId}\n${code}`).digest();

const ofSession = ({ id, sessionId }: Pick<Person, "id" | "sessionId">) =>
  and(
    eq(authChallenges.purpose, "mail_confirm"),
    eq(authChallenges.userId, id),
    eq(authChallenges.sessionId, sessionId),
  );

/**
 * Mails a code by which somebody without a second factor confirms, in this session, that it is them. The newest counts.
 * @returns the address that it went to
 * @throws DomainError limited `auth.too_many_tries`, unavailable `mail.*`
 */
export async function sendConfirmCode(person: Person): Promise<{ email: string }> {
  await limitMails(person.id);
  const [user] = await systemDb()
    .select({ email: users.email, locale: users.locale })
    .from(users)
    .where(eq(users.id, person.id));
  if (!user) throw new Error("Somebody who is signed in is not there.");
  const id = newId();
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  await systemDb().transaction(async (tx) => {
    await tx.delete(authChallenges).where(ofSession(person));
    await tx.insert(authChallenges).values({
      ...{ id, userId: person.id, sessionId: person.sessionId, purpose: "mail_confirm" },
      ...{ value: storedCode(id, code), expiresAt: new Date(Date.now() + maxAgeMs) },
    });
  });
  const mail = confirmCodeMail({ code, minutes: maxAgeMs / 60_000, locale: mailLocaleOf(user.locale) });
  await sendMail({ to: user.email, ...mail });
  return { email: user.email };
}

/** Whether this is the code that was mailed. Each try is counted before it is looked at, and the right one counts once. */
export async function acceptMailCode(person: Person, code: string): Promise<boolean> {
  const { id, value, attempts, expiresAt } = authChallenges;
  const tried = await systemDb()
    .update(authChallenges)
    .set({ attempts: sql`${attempts} + 1` })
    .where(and(ofSession(person), gt(expiresAt, new Date()), lt(attempts, maxTries)))
    .returning({ id, value });
  const right = tried.find((row) => sameBytes(row.value, storedCode(row.id, code)));
  if (!right) return false;
  const used = await systemDb().delete(authChallenges).where(eq(id, right.id)).returning({ id });
  return used.length === 1;
}
