import { TRPCError } from "@trpc/server";
import { notFound } from "next/navigation";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { type Permission, permissions, permits, type Role, rolesThatMay } from "#server/members/index.ts";
import type { Membership } from "#server/workspaces/index.ts";

/** What the viewer may do with one feature, as its client components need it. */
export interface Access {
  mayRead: boolean;
  mayManage: boolean;
  /** Who may, for those who may not. */
  managers: readonly Role[];
}

/** What the viewer may do with a feature of this workspace; signs in first who is signed out, and shows a stranger a 404. */
export async function accessTo(slug: string, read: Permission, manage: Permission): Promise<Access> {
  const membership = await requireMembership(slug);
  return {
    mayRead: permits(membership, read),
    mayManage: permits(membership, manage),
    managers: rolesThatMay(manage),
  };
}

/** Everything that a member may do, for the links that they are shown. */
export const permissionsOf = (membership: Membership): Permission[] =>
  permissions.filter((permission) => permits(membership, permission));

/** Shows the 404 page for what the API does not find, and for an id in the address that cannot be one. */
export async function orNotFound<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST"))
      notFound();
    throw error;
  }
}
