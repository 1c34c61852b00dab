import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { totpFactors } from "#db/schema/index.ts";
import { openForPerson, sealForPerson, unsealForPerson } from "#server/vault/index.ts";
import { totpPlace } from "./totp.ts";

/** Seals people's authenticator secrets under the first master key where another one did. @returns how many */
export function resealTotp(): Promise<number> {
  return systemDb().transaction(async (tx) => {
    const rows = await tx.select().from(totpFactors).for("update");
    let resealed = 0;
    for (const { userId, sealedSecret } of rows) {
      const { secret, isStale } = openForPerson(totpPlace(userId), sealedSecret);
      if (!isStale) continue;
      await tx
        .update(totpFactors)
        .set({ sealedSecret: sealForPerson(totpPlace(userId), secret) })
        .where(eq(totpFactors.userId, userId));
      resealed += 1;
    }
    return resealed;
  });
}

/** Opens every authenticator secret. @returns how many @throws VaultError at the first that does not open */
export async function checkTotp(): Promise<number> {
  const rows = await systemDb().select().from(totpFactors);
  for (const { userId, sealedSecret } of rows) unsealForPerson(totpPlace(userId), sealedSecret);
  return rows.length;
}
