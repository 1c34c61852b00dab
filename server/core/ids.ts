import { hash, randomBytes, randomUUIDv7, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** A new id; time-ordered, so that indexes on it grow at one end. */
export const newId = (): string => randomUUIDv7();

/** 256 random bits that are safe in a URL. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** How tokens are stored and looked up: only their digest. */
export const digest = (token: string | Uint8Array): Buffer => hash("sha256", token, "buffer");

/** Compares without telling by time where two values differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

export const idSchema = z.uuid();
