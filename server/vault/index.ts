import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { type Queryable, systemDb } from "#db/client.ts";
import { workspaceKeys } from "#db/schema/index.ts";
import { singleton } from "#server/core/singleton.ts";
import { decrypt, encrypt, VaultError } from "./cipher.ts";
import { masterKeys } from "./master-keys.ts";

export { VaultError } from "./cipher.ts";
export { openForPerson, type PersonalPlace, sealForPerson, unsealForPerson } from "./people.ts";

/** Where a secret belongs; it opens nowhere else. */
export type SecretPlace = {
  workspaceId: string;
  purpose:
    | "moltflow-key"
    | "moltflow-login"
    | "inbox-token"
    | "inbox-secret"
    | "erasure-contact"
    | "destination-secret"
    | "destination-headers"
    | "push-browser";
  recordId: string;
};

/** Unwrapped data keys. They live as long as the process, like the master keys that open them. */
const dataKeys = () => singleton("vault.data-keys", () => new Map<string, Buffer>());

const keyContext = (workspaceId: string) => `${workspaceId}\ndata-key`;
const placeContext = ({ workspaceId, purpose, recordId }: SecretPlace) =>
  `${workspaceId}\n${purpose}\n${recordId}`;

/** Gives a new workspace its data key, in the transaction that makes the workspace. */
export async function createDataKey(tx: Queryable, workspaceId: string): Promise<void> {
  const [master] = masterKeys();
  const wrappedKey = encrypt(master.key, keyContext(workspaceId), randomBytes(32));
  await tx.insert(workspaceKeys).values({ workspaceId, wrappedKey, masterKeyId: master.id });
}

/** Makes whatever was sealed for this workspace unreadable for ever. */
export async function destroyDataKey(tx: Queryable, workspaceId: string): Promise<void> {
  await tx.delete(workspaceKeys).where(eq(workspaceKeys.workspaceId, workspaceId));
  dataKeys().delete(workspaceId);
}

function unwrap(row: typeof workspaceKeys.$inferSelect): Buffer {
  const master = masterKeys().find(({ id }) => id === row.masterKeyId);
  if (!master) {
    throw new VaultError(
      `The master key ${row.masterKeyId} is not in MASTER_KEYS; add it back to the list (last) to open what it wrapped.`,
    );
  }
  return decrypt(master.key, keyContext(row.workspaceId), row.wrappedKey);
}

async function dataKey(workspaceId: string): Promise<Buffer> {
  const cached = dataKeys().get(workspaceId);
  if (cached) return cached;
  const [row] = await systemDb()
    .select()
    .from(workspaceKeys)
    .where(eq(workspaceKeys.workspaceId, workspaceId));
  if (!row) throw new VaultError(`Workspace ${workspaceId} has no data key.`);
  const key = unwrap(row);
  dataKeys().set(workspaceId, key);
  return key;
}

/**
 * Encrypts a secret for its place. May read the data key on a connection of its own, so call it before a transaction,
 * not inside one.
 */
export async function seal(place: SecretPlace, secret: string): Promise<Buffer> {
  return encrypt(await dataKey(place.workspaceId), placeContext(place), Buffer.from(secret));
}

/** @throws VaultError when the value was changed or sealed for another place */
export async function unseal(place: SecretPlace, sealed: Uint8Array): Promise<string> {
  return decrypt(await dataKey(place.workspaceId), placeContext(place), sealed).toString();
}

/** Re-wraps every data key that another than the first master key wraps. @returns how many were re-wrapped */
export async function rotateMasterKey(): Promise<number> {
  const [master] = masterKeys();
  return systemDb().transaction(async (tx) => {
    const rows = await tx.select().from(workspaceKeys).for("update");
    const stale = rows.filter((row) => row.masterKeyId !== master.id);
    for (const row of stale) {
      const wrappedKey = encrypt(master.key, keyContext(row.workspaceId), unwrap(row));
      await tx
        .update(workspaceKeys)
        .set({ wrappedKey, masterKeyId: master.id })
        .where(eq(workspaceKeys.workspaceId, row.workspaceId));
    }
    return stale.length;
  });
}

/** Opens every data key. @throws VaultError naming the first that doesn't open */
export async function checkVault(): Promise<number> {
  const rows = await systemDb().select().from(workspaceKeys);
  for (const row of rows) unwrap(row);
  return rows.length;
}
