import { hkdfSync } from "node:crypto";
import { decrypt, encrypt, VaultError } from "./cipher.ts";
import { type MasterKey, masterKeys } from "./master-keys.ts";

/** What is kept for one person, whatever workspaces they are in. It opens nowhere else. */
export type PersonalPlace = { userId: string; purpose: "totp-secret" };

/** People have no data key of their own: theirs follows from the master key, which must not serve two ends itself. */
const keyForPeople = ({ key }: MasterKey): Buffer =>
  Buffer.from(hkdfSync("sha256", key, "", "moltdesk people's secrets", 32));

const context = ({ userId, purpose }: PersonalPlace) => `person\n${userId}\n${purpose}`;

/** Encrypts a person's secret under the first master key. */
export function sealForPerson(place: PersonalPlace, secret: string): Buffer {
  const [first] = masterKeys();
  return encrypt(keyForPeople(first), context(place), Buffer.from(secret));
}

/**
 * Opens it with whichever master key sealed it. `isStale` says that this was not the first one.
 * @throws VaultError when the value was changed, belongs to another place, or its master key is gone
 */
export function openForPerson(
  place: PersonalPlace,
  sealed: Uint8Array,
): { secret: string; isStale: boolean } {
  for (const [index, master] of masterKeys().entries()) {
    try {
      const secret = decrypt(keyForPeople(master), context(place), sealed).toString();
      return { secret, isStale: index > 0 };
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
    }
  }
  throw new VaultError(
    "A person's secret does not open: it was changed, or its master key is not in MASTER_KEYS any more.",
  );
}

/** @throws VaultError as `openForPerson` */
export const unsealForPerson = (place: PersonalPlace, sealed: Uint8Array): string =>
  openForPerson(place, sealed).secret;
