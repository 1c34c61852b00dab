import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 238 random bits, of which the hint shows 24. */
const secretLength = 40;
const checksumLength = 6;
const hintLength = 8;

/**
 * What a token looks like: `mdk_`, 40 random characters, and their checksum. Secret scanners find it by the first part
 * and know it from a look-alike by the last. Also in `docs/api.md`.
 */
const tokenPattern = /^mdk_([0-9A-Za-z]{40})([0-9A-Za-z]{6})$/;

/** The CRC-32 of the random part as six base62 digits, the highest first. */
function checksumOf(secret: string): string {
  let rest = crc32(secret);
  let digits = "";
  while (digits.length < checksumLength) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

/** A new token in the clear; its answer is the only place where it ever stands. */
export function newApiToken(): string {
  const secret = Array.from({ length: secretLength }, () => alphabet.charAt(randomInt(alphabet.length)));
  return `mdk_${secret.join("")}${checksumOf(secret.join(""))}`;
}

/** Whether this can be a token of ours at all; what is mistyped or cut off is known without asking the database. */
export function isApiToken(text: string): boolean {
  const [, secret, checksum] = tokenPattern.exec(text) ?? [];
  return secret !== undefined && checksumOf(secret) === checksum;
}

/** The part of a token that is kept and shown, by which people recognise it. */
export const hintOf = (token: string): string => token.slice(0, hintLength);
