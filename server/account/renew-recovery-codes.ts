import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { hasTwoFactor } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { lockPerson, type Person } from "./person.ts";
import { recordAccount } from "./record-account.ts";
import { makeRecoveryCodes } from "./recovery-codes.ts";

/**
 * Replaces all recovery codes; those of before are good for nothing.
 * @throws DomainError invalid `security.no_factor`
 */
export function renewRecoveryCodes(person: Person): Promise<{ recoveryCodes: string[] }> {
  return systemDb().transaction(async (tx) => {
    await lockPerson(tx, person.id);
    const [user] = await tx
      .select({ hasTwoFactor: hasTwoFactor(users.id) })
      .from(users)
      .where(eq(users.id, person.id));
    if (!user?.hasTwoFactor) {
      throw new DomainError(
        "invalid",
        "security.no_factor",
        "Recovery codes stand in for a second factor. Set up an authenticator app or a passkey first.",
      );
    }
    await recordAccount(tx, person, "account.recovery_codes_renewed");
    return { recoveryCodes: await makeRecoveryCodes(tx, person.id) };
  });
}
