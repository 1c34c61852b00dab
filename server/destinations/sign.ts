import { createHmac } from "node:crypto";

/** Secrets as they are shown: `whsec_` and 32 random bytes in base64. */
export const secretPrefix = "whsec_";

/** The secret, and the one before it as long as that signs too. */
export type SigningSecrets = { secret: string; previousSecret: string | null };

const keyOf = (secret: string) =>
  Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, "base64");

function bodiesToSign(body: Buffer): Buffer[] {
  const asText = Buffer.from(body.toString());
  // Some receivers sign the bytes, as the specification has it, others the text that they made of them.
  return asText.equals(body) ? [body] : [body, asText];
}

/**
 * The headers of a delivery after Standard Webhooks, version 1.
 * @param id the same for every attempt
 */
export function standardSignature(
  { secret, previousSecret }: SigningSecrets,
  id: string,
  body: Buffer,
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const secrets = previousSecret === null ? [secret] : [secret, previousSecret];
  const signatures = secrets.flatMap((one) =>
    bodiesToSign(body).map((bytes) => {
      const hmac = createHmac("sha256", keyOf(one)).update(`${id}.${timestamp}.`).update(bytes);
      return `v1,${hmac.digest("base64")}`;
    }),
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

/** MoltFlow's signature of a raw body, with the secret's text as the key. It has room for the newest secret alone. */
export function moltflowSignature(secret: string, body: Buffer): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
