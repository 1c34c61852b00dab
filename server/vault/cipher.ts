import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/** A sealed value that doesn't open: changed, cut, moved to another record, or made with another key. */
export class VaultError extends Error {
  override name = "VaultError";
}

/**
 * AES-256-GCM. The result is `version (1) | iv (12) | tag (16) | ciphertext`; `context` is authenticated but not kept,
 * so a value only opens in the place it was sealed for.
 */
export function encrypt(key: Buffer, context: string, plaintext: Uint8Array): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), ciphertext]);
}

/** @throws VaultError when any bit of value, key or context differs */
export function decrypt(key: Buffer, context: string, sealed: Uint8Array): Buffer {
  if (sealed.length < 1 + ivBytes + tagBytes || sealed[0] !== version) {
    throw new VaultError("A stored secret is not in a form that this version reads.");
  }
  const bytes = Buffer.from(sealed);
  const iv = bytes.subarray(1, 1 + ivBytes);
  const tag = bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes.subarray(1 + ivBytes + tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new VaultError("A stored secret does not open: it was changed, or belongs to another record.", {
      cause,
    });
  }
}
