import { and, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { members, notificationSettings, users, workspaces } from "#db/schema/index.ts";
import type { Sight } from "#db/tenant.ts";
import { hasTwoFactor } from "#server/auth/index.ts";
import { isActive, may, type Role } from "#server/members/index.ts";
import { type NotificationSettings, toSettings } from "#server/subscriptions/index.ts";
import type { AlertTarget } from "./turns.ts";

/** A member as they are at the moment at which they are told. */
export type Reader = {
  userId: string;
  email: string;
  locale: string | null;
  role: Role;
  hidePhones: boolean;
  sight: Sight;
  settings: NotificationSettings;
  workspace: { id: string; slug: string; name: string };
};

/**
 * Whoever is to be told; null when they may not enter the workspace any more, or may not see events there. By the
 * owner's connection: second factors belong to no workspace.
 */
export async function findReader({
  workspaceId,
  userId,
}: Pick<AlertTarget, "workspaceId" | "userId">): Promise<Reader | null> {
  const [found] = await systemDb()
    .select({
      member: members,
      workspace: workspaces,
      settings: notificationSettings,
      email: users.email,
      locale: users.locale,
      hasTwoFactor: hasTwoFactor(members.userId),
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .innerJoin(users, eq(users.id, members.userId))
    .leftJoin(
      notificationSettings,
      and(
        eq(notificationSettings.workspaceId, members.workspaceId),
        eq(notificationSettings.userId, members.userId),
      ),
    )
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId), isActive()));
  if (!found) return null;
  const { member, workspace, settings, email, locale } = found;
  const { role, hidePhones, onlyNumbers, assignedOnly } = member;
  if (!may(role, "inbox.read") || (workspace.twoFactorRequired && !found.hasTwoFactor)) return null;
  return {
    ...{ userId, email, locale, role, hidePhones },
    sight: { workspaceId, onlyNumbers, assignedTo: assignedOnly ? userId : null },
    settings: toSettings(settings, workspace.timeZone),
    workspace: { id: workspaceId, slug: workspace.slug, name: workspace.name },
  };
}
