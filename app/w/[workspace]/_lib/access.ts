import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { may, type Permission, type Role, rolesThatMay } from "#server/members/index.ts";

/** What the viewer may do with one feature, as its client components need it. */
export interface Access {
  mayRead: boolean;
  mayManage: boolean;
  /** Who may, for those who may not. */
  managers: readonly Role[];
}

/** Asks the viewer's membership; who is signed out signs in and comes back to `path`, a stranger gets a 404. */
export async function accessTo(
  slug: string,
  path: string,
  { read, manage }: { read: Permission; manage: Permission },
): Promise<Access> {
  const { role } = await requireMembership(slug, path);
  return { mayRead: may(role, read), mayManage: may(role, manage), managers: rolesThatMay(manage) };
}
