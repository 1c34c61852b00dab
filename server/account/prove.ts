import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { hasTwoFactor } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { markProved } from "./factors.ts";
import { limitTries } from "./limits.ts";
import { acceptMailCode } from "./mail-code.ts";
import type { Person } from "./person.ts";
import { acceptRecoveryCode } from "./recovery-codes.ts";
import type { Proof } from "./schemas.ts";
import { acceptTotp } from "./totp.ts";
import { acceptAssertion } from "./webauthn.ts";

/** Whether the proof holds. Each kind is used up by the asking, so that the same one never counts twice. */
async function holds(person: Person, proof: Proof): Promise<boolean> {
  switch (proof.by) {
    case "totp":
      return acceptTotp(person.id, proof.code);
    case "recovery":
      return acceptRecoveryCode(person, proof.code);
    case "mail":
      return acceptMailCode(person, proof.code);
    case "passkey": {
      const asked = { userId: person.id, sessionId: person.sessionId };
      return (await acceptAssertion("passkey_confirm", asked, proof.response)) === person.id;
    }
  }
}

const refused = (by: Proof["by"]) =>
  by === "passkey"
    ? new DomainError(
        "invalid",
        "auth.passkey_refused",
        "This passkey was not accepted. Try again, or use another way.",
      )
    : new DomainError(
        "invalid",
        "auth.code_wrong",
        "This code is not right, was used already, or is too old. Check it, or take the newest one.",
      );

/** A mailbox is where sign-in links go, so it is no second factor: it proves nothing for whoever has one. */
async function mailCounts(userId: string): Promise<boolean> {
  const [user] = await systemDb()
    .select({ hasTwoFactor: hasTwoFactor(users.id) })
    .from(users)
    .where(eq(users.id, userId));
  return user?.hasTwoFactor === false;
}

/**
 * Confirms that it is still the same person, for dangerous acts in the next ten minutes.
 * @throws DomainError limited `auth.too_many_tries`, invalid `auth.code_wrong`, `auth.passkey_refused`
 */
export async function confirmPerson(person: Person, proof: Proof): Promise<void> {
  await limitTries("confirm", person.id, person.ip);
  if (proof.by === "mail" && !(await mailCounts(person.id))) throw refused(proof.by);
  if (!(await holds(person, proof))) throw refused(proof.by);
  await markProved(systemDb(), person.sessionId, { shown: false });
}

/**
 * Shows the second factor of a session that waits for it.
 * @throws DomainError as `confirmPerson`
 */
export async function showSecondFactor(person: Person, proof: Proof): Promise<void> {
  await limitTries("second-factor", person.id, person.ip);
  if (proof.by === "mail" || !(await holds(person, proof))) throw refused(proof.by);
  await markProved(systemDb(), person.sessionId, { shown: true });
}
