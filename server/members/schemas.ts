import { z } from "zod";
import { allRoles, type Restrictions, type Role } from "./roles.ts";

/** A person's id; older ones are no UUIDs. */
export const userIdSchema = z.string().min(1).max(100);

export const roleSchema = z.enum(allRoles);

/** What a member may see and do less than their role. A list of no numbers would show them nothing at all. */
export const restrictionsSchema = z.object({
  onlyNumbers: z
    .array(z.uuid())
    .min(1, "numbers_missing")
    .max(500)
    .transform((ids) => [...new Set(ids)].sort())
    .nullable(),
  assignedOnly: z.boolean(),
  hidePhones: z.boolean(),
  noExport: z.boolean(),
});

/** `search` is looked for in names and addresses; `cursor` is the last member of the page before. */
export const listMembersSchema = z.object({
  search: z.string().trim().max(100).optional(),
  cursor: userIdSchema.optional(),
});
export type ListMembersInput = z.output<typeof listMembersSchema>;

export const memberInput = z.object({ userId: userIdSchema });

/** Restrictions that are left out stay as they are, as far as the role can be restricted. */
export const changeMemberSchema = memberInput.extend({
  role: roleSchema,
  restrictions: restrictionsSchema.optional(),
});
export type ChangeMemberInput = z.output<typeof changeMemberSchema>;

/** `handOverTo`: who takes care of their chats from now on; null for nobody. */
export const removeMemberSchema = memberInput.extend({ handOverTo: userIdSchema.nullable() });
export type RemoveMemberInput = z.output<typeof removeMemberSchema>;

/** Somebody of the team. Instants are ISO 8601. */
export type MemberView = {
  userId: string;
  name: string | null;
  email: string;
  image: string | null;
  role: Role;
  suspendedAt: string | null;
  /** Since when the plan has no seat for them. */
  frozenAt: string | null;
  joinedAt: string;
  isMe: boolean;
  /** Only for whoever manages members. */
  details: MemberDetails | null;
};

export type MemberDetails = {
  restrictions: Restrictions;
  assignedChats: number;
  /** When one of their browsers was last here, in whichever workspace; null before. */
  lastSeenAt: string | null;
  hasTwoFactor: boolean;
};

export type MemberPage = { members: MemberView[]; nextCursor: string | null };
