import { randomInt } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { type Queryable, systemDb } from "#db/client.ts";
import { recoveryCodes } from "#db/schema/index.ts";
import { digest } from "#server/core/ids.ts";
import type { Person } from "./person.ts";
import { recordAccount } from "./record-account.ts";
import { tellSecurity } from "./tell-security.ts";

const count = 10;

/** Letters and digits that nobody takes for one another. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

/** Sixteen of thirty-one characters: 79 bits, which a plain digest keeps safe. */
function newCode(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}

/** People type them without hyphens, or in capitals. */
const plain = (code: string) => code.toLowerCase().replace(/[^a-z0-9]/g, "");
const storedCode = (userId: string, code: string) => digest(`recovery-code\n${userId}\n${plain(code)}`);

const unused = (userId: string) => and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt));

export const countRecoveryCodes = (db: Queryable, userId: string): Promise<number> =>
  db.$count(recoveryCodes, unused(userId));

/** Ten new codes in the place of all that there were. They are shown once: only digests are kept. */
export async function makeRecoveryCodes(tx: Queryable, userId: string): Promise<string[]> {
  const codes = Array.from({ length: count }, newCode);
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ userId, codeHash: storedCode(userId, code) })));
  return codes;
}

/** Whether this is one of the person's codes that was not used before. It is used now, and they hear of it. */
export function acceptRecoveryCode(person: Person, code: string): Promise<boolean> {
  return systemDb().transaction(async (tx) => {
    const used = await tx
      .update(recoveryCodes)
      .set({ usedAt: new Date() })
      .where(and(unused(person.id), eq(recoveryCodes.codeHash, storedCode(person.id, code))))
      .returning({ usedAt: recoveryCodes.usedAt });
    if (used.length === 0) return false;
    const left = await countRecoveryCodes(tx, person.id);
    await tellSecurity(tx, person.id, { kind: "recovery_code_used", left });
    await recordAccount(tx, person, "account.recovery_code_used");
    return true;
  });
}
