import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { authSessions, recoveryCodes, users } from "#db/schema/index.ts";
import { hasTwoFactor } from "#server/auth/index.ts";
import { nudge } from "#server/live/index.ts";
import type { Person } from "./person.ts";
import { recordAccount } from "./record-account.ts";
import { countRecoveryCodes, makeRecoveryCodes } from "./recovery-codes.ts";
import type { NewFactor } from "./schemas.ts";
import { tellSecurity } from "./tell-security.ts";

/** Notes that this session's person has proved that it is them; `shown` with a second factor. */
export async function markProved(
  tx: Pick<Transaction, "update">,
  sessionId: string,
  { shown }: { shown: boolean },
): Promise<void> {
  const now = new Date();
  await tx
    .update(authSessions)
    .set({ confirmedAt: now, ...(shown && { secondFactorAt: now }) })
    .where(eq(authSessions.id, sessionId));
}

/**
 * What follows from a new factor: this session has shown it, the person's others have not and wait for it, and whoever
 * has no recovery codes gets some.
 */
export async function afterNewFactor(tx: Transaction, { id, sessionId }: Person): Promise<NewFactor> {
  await markProved(tx, sessionId, { shown: true });
  await nudge(tx, id, "access");
  const left = await countRecoveryCodes(tx, id);
  return { recoveryCodes: left > 0 ? null : await makeRecoveryCodes(tx, id) };
}

/** What follows from taking a factor away: without any, recovery codes have no use, and the person hears of it. */
export async function afterRemovedFactor(tx: Transaction, person: Person): Promise<void> {
  await nudge(tx, person.id, "access");
  const [user] = await tx
    .select({ hasTwoFactor: hasTwoFactor(users.id) })
    .from(users)
    .where(eq(users.id, person.id));
  if (user?.hasTwoFactor) return;
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, person.id));
  await tellSecurity(tx, person.id, { kind: "two_factor_off" });
  await recordAccount(tx, person, "account.two_factor_off");
}
