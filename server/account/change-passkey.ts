import { and, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { passkeys } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import { afterRemovedFactor } from "./factors.ts";
import { lockPerson, type Person } from "./person.ts";
import { recordAccount } from "./record-account.ts";
import { tellSecurity } from "./tell-security.ts";

const own = (userId: string, passkeyId: string) =>
  and(eq(passkeys.userId, userId), eq(passkeys.id, passkeyId));

/** @throws DomainError `passkey.not_found` */
export async function renamePasskey(
  userId: string,
  { passkeyId, name }: { passkeyId: string; name: string },
): Promise<void> {
  const renamed = await systemDb()
    .update(passkeys)
    .set({ name })
    .where(own(userId, passkeyId))
    .returning({ id: passkeys.id });
  if (renamed.length === 0) throw notFound("passkey");
}

/** Takes a passkey away; what is left of it in the authenticator opens nothing. @throws DomainError `passkey.not_found` */
export async function removePasskey(person: Person, passkeyId: string): Promise<void> {
  await systemDb().transaction(async (tx) => {
    await lockPerson(tx, person.id);
    const [removed] = await tx
      .delete(passkeys)
      .where(own(person.id, passkeyId))
      .returning({ name: passkeys.name });
    if (!removed) throw notFound("passkey");
    await tellSecurity(tx, person.id, { kind: "passkey_removed", name: removed.name });
    await recordAccount(tx, person, "account.passkey_removed");
    await afterRemovedFactor(tx, person);
  });
}
