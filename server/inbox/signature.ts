import { createHmac } from "node:crypto";
import { sameBytes } from "#server/core/ids.ts";

/** Header of MoltFlow's signature: HMAC-SHA256 over the raw body, in hex. */
export const signatureHeader = "x-webhook-signature";

export type SignatureVerdict = "good" | "missing" | "wrong";

/**
 * Checks a body against each secret that is good now. All of them are always tried, and a header in a wrong form costs
 * the same as a wrong one, so time tells nothing.
 */
export function checkSignature(
  header: string | undefined,
  body: Uint8Array,
  secrets: readonly string[],
): SignatureVerdict {
  // The contract assumes bare hex; the vendor's engine and many senders write a prefix.
  const hex = (header ?? "")
    .trim()
    .toLowerCase()
    .replace(/^sha256=/, "");
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(hex) ? hex : "00".repeat(32), "hex");
  const matches = secrets.map((secret) =>
    sameBytes(createHmac("sha256", secret).update(body).digest(), given),
  );
  if (matches.includes(true)) return "good";
  return header === undefined ? "missing" : "wrong";
}
