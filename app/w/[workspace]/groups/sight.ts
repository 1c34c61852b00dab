import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { rolesThatMay } from "#server/members/index.ts";
import { type Access, accessTo } from "../_lib/access.ts";

export type GroupAccess = {
  access: Access;
  /** Why nothing is shown; null for whoever sees groups. */
  hidden: "role" | "assignedOnly" | null;
  /** Who can grant it. */
  granters: readonly string[];
};

/** What the viewer sees of groups. The API shows nothing else to who sees only their chats; here they are told why. */
export async function groupAccess(workspace: string): Promise<GroupAccess> {
  const [access, { assignedOnly }] = await Promise.all([
    accessTo(workspace, "groups.read", "groups.manage"),
    requireMembership(workspace),
  ]);
  const hidden = access.mayRead ? (assignedOnly ? "assignedOnly" : null) : "role";
  return { access, hidden, granters: rolesThatMay("members.manage") };
}
