import { z } from "zod";

const base64url = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[\w-]+=*$/);

/** Longer than any authenticator's answer of today. */
const longest = 16_000;

const credentialShape = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["cross-platform", "platform"]).optional().catch(undefined),
  /** Nothing of it is used; the library wants an object. */
  clientExtensionResults: z.unknown().transform(() => ({})),
};

/** An authenticator's signature under our challenge, as the browser's library writes it. */
export const assertionSchema = z.object({
  ...credentialShape,
  response: z.object({
    clientDataJSON: base64url(longest),
    authenticatorData: base64url(longest),
    signature: base64url(longest),
    userHandle: base64url(200).optional(),
  }),
});
export type Assertion = z.output<typeof assertionSchema>;

/** A new credential, as the browser's library writes it. */
export const attestationSchema = z.object({
  ...credentialShape,
  response: z.object({
    clientDataJSON: base64url(longest),
    attestationObject: base64url(longest),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});
export type Attestation = z.output<typeof attestationSchema>;

/** Six digits; people copy them with a space in the middle. */
const sixDigits = z
  .string()
  .max(20)
  .transform((code) => code.replace(/\s/g, ""));

/** How somebody shows that it is them. */
export const proofSchema = z.discriminatedUnion("by", [
  z.object({ by: z.literal("totp"), code: sixDigits }),
  z.object({ by: z.literal("recovery"), code: z.string().max(60) }),
  z.object({ by: z.literal("passkey"), response: assertionSchema }),
  z.object({ by: z.literal("mail"), code: sixDigits }),
]);
export type Proof = z.output<typeof proofSchema>;
/** As the browser sends it. */
export type ProofInput = z.input<typeof proofSchema>;

export const totpCodeSchema = z.object({ code: sixDigits });

export const passkeyNameSchema = z.string().trim().min(1, "name_missing").max(60, "name_long");
export const addPasskeySchema = z.object({ name: passkeyNameSchema, response: attestationSchema });

const passkeyId = z.string().min(1).max(1400);
export const renamePasskeySchema = z.object({ passkeyId, name: passkeyNameSchema });
export const removePasskeySchema = z.object({ passkeyId });

export const revokeSessionSchema = z.object({ sessionId: z.uuid() });

/** A browser that is signed in. Instants are ISO texts. */
export type SessionView = {
  id: string;
  /** `Chrome`, `macOS`; null where the browser does not say. */
  browser: string | null;
  os: string | null;
  /** `203.0.113.0/24`, `private`, `loopback`, `unknown`; null when it was never noted. */
  network: string | null;
  startedAt: string;
  lastSeenAt: string | null;
  isCurrent: boolean;
  /** Its second factor was not shown, so it opens nothing yet. */
  isPending: boolean;
};

export type PasskeyView = {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  /** Synchronised between the person's devices. */
  backedUp: boolean;
};

/** What protects an account. */
export type SecurityView = {
  email: string;
  totp: { since: string } | null;
  passkeys: PasskeyView[];
  recoveryCodesLeft: number;
  /** Workspaces that are closed to this person without a second factor, by name. */
  requiredBy: string[];
};

/** What an authenticator app takes: by the camera, or by typing the secret (base32). */
export type TotpSetup = { secret: string; qr: string };

/** Shown once; null when the person has codes already. */
export type NewFactor = { recoveryCodes: string[] | null };
