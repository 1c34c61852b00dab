import { bigint, boolean, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytes, createdAt, id, instant } from "./columns.ts";

const ofPerson = () =>
  text()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

/** An authenticator app. It counts once `confirmedAt` is set; `lastStep` keeps a code from being used twice. */
export const totpFactors = pgTable("totp_factors", {
  userId: ofPerson().primaryKey(),
  sealedSecret: bytes().notNull(),
  confirmedAt: instant(),
  lastStep: bigint({ mode: "number" }).notNull().default(0),
  createdAt: createdAt(),
}).enableRLS();

/** For when the phone is lost: each is good once. Only digests are kept. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    userId: ofPerson(),
    codeHash: bytes().notNull(),
    usedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.codeHash] })],
).enableRLS();

/** WebAuthn credentials, by the id that the authenticator gave them (base64url). */
export const passkeys = pgTable(
  "passkeys",
  {
    id: text().primaryKey(),
    userId: ofPerson(),
    name: text().notNull(),
    publicKey: bytes().notNull(),
    counter: bigint({ mode: "number" }).notNull(),
    transports: text().array().notNull().default([]),
    /** Synchronised between the person's devices. */
    backedUp: boolean().notNull(),
    createdAt: createdAt(),
    lastUsedAt: instant(),
  },
  (table) => [index().on(table.userId)],
).enableRLS();

/**
 * What a browser has to answer within minutes: a WebAuthn challenge, or a code that was mailed. Deleted when answered,
 * so that no answer counts twice.
 */
export const authChallenges = pgTable(
  "auth_challenges",
  {
    id: id().primaryKey(),
    /** Null when nobody has signed in yet. */
    userId: text().references(() => users.id, { onDelete: "cascade" }),
    /** The session that it was given to; the answer counts only there. */
    sessionId: uuid(),
    purpose: text({
      enum: ["passkey_register", "passkey_sign_in", "passkey_confirm", "mail_confirm"],
    }).notNull(),
    /** The challenge itself, or a keyed digest of the mailed code. */
    value: bytes().notNull(),
    attempts: integer().notNull().default(0),
    expiresAt: instant().notNull(),
  },
  (table) => [index().on(table.expiresAt), index().on(table.userId)],
).enableRLS();

/** Browsers that a person has signed in with, by the digest of a cookie; one that is not here is news for a mail. */
export const knownDevices = pgTable(
  "known_devices",
  {
    userId: ofPerson(),
    deviceHash: bytes().notNull(),
    firstSeenAt: createdAt(),
    lastSeenAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.deviceHash] })],
).enableRLS();
