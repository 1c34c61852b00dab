import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authSessions, passkeys, recoveryCodes, totpFactors } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import { lockPerson } from "./person.ts";
import { recordAccount } from "./record-account.ts";
import { tellSecurity } from "./tell-security.ts";

/**
 * For operators, when somebody has lost every factor: takes them all away and signs the person out everywhere. Their
 * mailbox is enough to come back, so the operator makes sure who is asking.
 * @returns how many sessions ended
 */
export function resetTwoFactor(userId: string): Promise<{ ended: number }> {
  return systemDb().transaction(async (tx) => {
    await lockPerson(tx, userId);
    for (const table of [totpFactors, passkeys, recoveryCodes]) {
      await tx.delete(table).where(eq(table.userId, userId));
    }
    const ended = await tx
      .delete(authSessions)
      .where(eq(authSessions.userId, userId))
      .returning({ id: authSessions.id });
    await nudge(tx, userId, "access");
    await tellSecurity(tx, userId, { kind: "two_factor_off" });
    await recordAccount(tx, { id: userId, ip: null }, "account.two_factor_off", { kind: "operator" });
    return { ended: ended.length };
  });
}
