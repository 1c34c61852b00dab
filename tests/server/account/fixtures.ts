import { Secret, TOTP } from "otpauth";
import { expect } from "vitest";
import { systemSql } from "#db/client.ts";
import { finishTotp, startTotp } from "#server/account/set-up-totp.ts";
import { DomainError } from "#server/core/errors.ts";
import { contextOf } from "#tests/support/callers.ts";
import { makeUser } from "#tests/support/factories.ts";

let lastIp = 0;

/** An address of its own for each person, so that limits of networks do not meet. */
export const freshIp = () => {
  lastIp += 1;
  return `198.51.${Math.floor(lastIp / 250)}.${(lastIp % 250) + 1}`;
};

/** Somebody with a session, a moment after they signed in. */
export async function signedIn() {
  const user = await makeUser();
  const ip = freshIp();
  const context = await contextOf(user, { ip });
  const person = { id: user.id, sessionId: context.viewer?.sessionId ?? "", ip };
  return { user, context, person };
}

/** The code that an app with this secret shows, `steps` of 30 s from now. */
export const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

/** Somebody with an authenticator app. It was set up with the code of a step ago, so the present one is unused. */
export async function withTotp() {
  const signed = await signedIn();
  const { secret } = await startTotp(signed.person, signed.user.email);
  const { recoveryCodes } = await finishTotp(signed.person, codeOf(secret, -1));
  return { ...signed, secret, recoveryCodes: recoveryCodes ?? [] };
}

/** What this person was mailed about their account, by its kind. */
export async function newsOf(userId: string): Promise<string[]> {
  const rows = await systemSql()<{ kind: string }[]>`
    select payload->'news'->>'kind' as kind from graphile_worker._private_jobs
    where payload->>'userId' = ${userId} and payload->'news' is not null order by id`;
  return rows.map(({ kind }) => kind);
}

/** The reason of a refusal; null when there was none. */
export const reasonOf = (attempt: Promise<unknown>): Promise<string | null> =>
  attempt.then(
    () => null,
    (error: unknown) => {
      if (error instanceof DomainError) return error.reason;
      throw error;
    },
  );

/** Resolves once a stream has broken off, as one does whose reader may not have it any more. */
export async function brokenOff(stream: AsyncIterable<unknown>): Promise<void> {
  const reading = (async () => {
    for await (const _message of stream);
  })();
  await expect(reading).rejects.toMatchObject({ name: "AbortError" });
}
