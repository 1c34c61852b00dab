import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from "node:crypto";
import { masterKeys } from "#server/vault/master-keys.ts";
import { keyIdOf, type Seal, type SealKey, sealText } from "./chain.ts";

/** PKCS #8 around an Ed25519 seed. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

type SigningKey = SealKey & { privateKey: KeyObject };

/** The same pair each time, so that none has to be kept; from it nothing leads back to the master key. */
function pairFrom(masterKey: Buffer): SigningKey {
  const seed = Buffer.from(hkdfSync("sha256", masterKey, "", "moltdesk audit seals", 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: "der",
    type: "pkcs8",
  });
  const { x: publicKey = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return { id: keyIdOf(publicKey), publicKey, privateKey };
}

/** Public halves of every listed master key's pair; the first signs. */
export const sealKeys = (): SealKey[] =>
  masterKeys().map(({ key }) => {
    const { id, publicKey } = pairFrom(key);
    return { id, publicKey };
  });

/** Signs a statement about a workspace's chain with the first key. */
export function signSeal(
  workspaceId: string,
  statement: Pick<Seal, "kind" | "day" | "seq" | "hash">,
): { signature: Buffer; keyId: string } {
  const { id, privateKey } = pairFrom(masterKeys()[0].key);
  return { signature: sign(null, Buffer.from(sealText(workspaceId, statement)), privateKey), keyId: id };
}
