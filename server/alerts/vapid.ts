import { createECDH, hkdfSync } from "node:crypto";
import { env } from "#server/core/env.ts";
import { singleton } from "#server/core/singleton.ts";

/** By what push services know this installation; browsers hand out addresses for this public key only. */
export type VapidKeys = { publicKey: string; privateKey: string };

/** The order of P-256: a private key is a number from 1 up to, and without, it. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Sixteen bytes more than the key has, so that no key is likelier than another. */
const drawnBytes = 48;

/**
 * The installation's keys, the same each time for one `AUTH_SECRET`: a new secret ends all subscriptions, and browsers
 * subscribe anew when their member comes by.
 */
export const vapidKeys = (): VapidKeys => singleton("alerts.vapid", () => deriveVapidKeys(env().AUTH_SECRET));

/** A pair of keys in base64url: the private one 32 bytes, the public one an uncompressed point. */
export function deriveVapidKeys(secret: string): VapidKeys {
  const drawn = Buffer.from(hkdfSync("sha256", secret, "moltdesk", "web push, vapid", drawnBytes));
  const number = (BigInt(`0x${drawn.toString("hex")}`) % (order - 1n)) + 1n;
  const privateKey = Buffer.from(number.toString(16).padStart(64, "0"), "hex");
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKey);
  return { publicKey: curve.getPublicKey("base64url"), privateKey: privateKey.toString("base64url") };
}

/** Whom a push service writes to when something is wrong. */
export function vapidSubject(): string {
  const { PUBLIC_URL, MAIL_FROM } = env();
  if (PUBLIC_URL.startsWith("https://")) return PUBLIC_URL;
  const [, address = MAIL_FROM] = /<([^>]+)>/.exec(MAIL_FROM) ?? [];
  return `mailto:${address}`;
}
