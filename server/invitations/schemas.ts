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

/** Addresses as people type or paste them, apart by spaces, commas, semicolons or lines; names around them are left out. */
export function addressesIn(text: string): { emails: string[]; wrong: string[] } {
  const parts = text
    .replace(/[^<>,;\n]*<([^<>]*)>/g, " $1 ")
    .split(/[\s,;，；、]+/u)
    .filter(Boolean);
  const parsed = parts.map((part) => ({ part, email: emailSchema.safeParse(part).data }));
  return {
    emails: [...new Set(parsed.flatMap(({ email }) => email ?? []))],
    wrong: parsed.filter(({ email }) => email === undefined).map(({ part }) => part),
  };
}

/** Domains as people type them, with or without the @. */
export function domainsIn(text: string): { domains: string[]; wrong: string[] } {
  const parts = text.split(/[\s,;，；、]+/u).filter(Boolean);
  const parsed = parts.map((part) => ({ part, domain: domainSchema.safeParse(part.replace(/^@/, "")).data }));
  return {
    domains: [...new Set(parsed.flatMap(({ domain }) => domain ?? []))],
    wrong: parsed.filter(({ domain }) => domain === undefined).map(({ part }) => part),
  };
}

export const linkRoles = ["admin", "agent", "viewer", "billing"] as const satisfies readonly Role[];
export const maxLinkUses = 100;

/** A link for several people. Whoever finds it can use it, so it makes nobody an owner. */
export const createLinkSchema = z.object({
  role: z.enum(linkRoles),
  restrictions: restrictionsSchema,
  /** Null lets in people with any address. */
  allowedDomains: z.array(domainSchema).min(1).max(20).nullable(),
  maxUses: z.int().min(1, "uses_range").max(maxLinkUses, "uses_range"),
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
