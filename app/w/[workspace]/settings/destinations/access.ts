import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { type Access, accessTo } from "../../_lib/access.ts";

/** What the viewer may do with destinations: they tell of every chat, so who sees only some sees none of them. */
export async function accessToDestinations(workspace: string): Promise<Access> {
  const [access, { onlyNumbers, assignedOnly }] = await Promise.all([
    accessTo(workspace, "destinations.read", "destinations.manage"),
    requireMembership(workspace),
  ]);
  return { ...access, mayRead: access.mayRead && onlyNumbers === null && !assignedOnly };
}
