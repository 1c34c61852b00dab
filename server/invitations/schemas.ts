import { z } from "zod";
import { emailSchema } from "#server/auth/email-address.ts";
import type { Restrictions, Role } from "#server/members/roles.ts";
import { restrictionsSchema, roleSchema } from "#server/members/schemas.ts";

export const maxAddresses = 20;
export const defaultDays = 7;

const daysSchema = z.int().min(1, "days_range").max(30, "days_range");

/** One or several addresses. `locale` is the language of the mail, unless the workspace has one of its own. */
export const inviteSchema = z.object({
  emails: z
    .array(emailSchema)
    .min(1, "addresses_missing")
    .max(maxAddresses, "addresses_many")
    .transform((emails) => [...new Set(emails)]),
  role: roleSchema,
  restrictions: restrictionsSchema,
  expiresInDays: daysSchema.default(defaultDays),
  locale: z.string().max(20).optional(),
});
export type InviteInput = z.output<typeof inviteSchema>;

/** The part of an address after the @. */
export const domainSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, "domain_invalid")
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/, "domain_invalid");

/** A link for several people. Whoever finds it can use it, so it makes nobody an owner. */
export const createLinkSchema = z.object({
  role: roleSchema.exclude(["owner"]),
  restrictions: restrictionsSchema,
  /** Null lets in people with any address. */
  allowedDomains: z.array(domainSchema).min(1).max(20).nullable(),
  maxUses: z.int().min(1, "uses_range").max(100, "uses_range"),
  expiresInDays: daysSchema.default(defaultDays),
});
export type CreateLinkInput = z.output<typeof createLinkSchema>;

export const invitationInput = z.object({ invitationId: z.uuid() });

export const resendSchema = invitationInput.extend({ locale: z.string().max(20).optional() });

export const acceptSchema = z.object({ token: z.string().min(1).max(200) });

/** `accepted`: used as often as it may be. */
export type InvitationState = "open" | "expired" | "accepted" | "revoked";

/** A way in, as managers see it. Instants are ISO 8601. */
export type InvitationView = {
  id: string;
  /** Whom it was mailed to; null for a link. */
  email: string | null;
  role: Role;
  restrictions: Restrictions;
  allowedDomains: string[] | null;
  maxUses: number;
  uses: number;
  state: InvitationState;
  /** Name or address; null when they are no member any more. */
  invitedBy: string | null;
  createdAt: string;
  /** When the mail left; null while it is on its way, and for links. */
  sentAt: string | null;
  expiresAt: string;
};

/** `invited`: open mailed invitations, each of which keeps a seat. */
export type Seats = { total: number; members: number; invited: number };

export type InvitationList = { invitations: InvitationView[]; seats: Seats };

export type InviteOutcome = { email: string; outcome: "invited" | "already_member" | "already_invited" };
