import { and, asc, desc, eq, ne } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import {
  auditEntries,
  members,
  users,
  workspaceCounters,
  workspacePictures,
  workspaceSlugs,
  workspaces,
} from "#db/schema/index.ts";
import { inTenant, type Sight } from "#db/tenant.ts";
import { isActive, type Restrictions, type Role, unrestricted } from "#server/members/index.ts";
import type { Deletion, WorkspaceSettings } from "./schemas.ts";

/** A workspace as a member may use it. Instants are dates; views make texts of them. */
export type Membership = Restrictions & {
  id: string;
  /** The present address; a former one finds the workspace too. */
  slug: string;
  name: string;
  pictureVersion: string | null;
  timeZone: string;
  role: Role;
  suspendedAt: Date | null;
  /** The plan has no seat for them since then. */
  frozenAt: Date | null;
  twoFactorRequired: boolean;
  /** When everything goes, unless somebody undoes it. */
  deleteAt: Date | null;
};

const workspaceColumns = {
  id: workspaces.id,
  slug: workspaces.slug,
  name: workspaces.name,
  pictureVersion: workspaces.pictureVersion,
  timeZone: workspaces.timeZone,
  twoFactorRequired: workspaces.twoFactorRequired,
  deleteAt: workspaces.deleteAt,
};

const membershipColumns = {
  ...workspaceColumns,
  role: members.role,
  onlyNumbers: members.onlyNumbers,
  assignedOnly: members.assignedOnly,
  hidePhones: members.hidePhones,
  noExport: members.noExport,
  suspendedAt: members.suspendedAt,
  frozenAt: members.frozenAt,
};

/**
 * The first wall: what this person may enter under this slug, present or former; null for a stranger and for an unknown
 * slug alike. A member who is suspended or frozen gets theirs, so that they can be told; see
 * `suspendedAt` and `frozenAt`.
 */
export async function findMembership(userId: string, slug: string): Promise<Membership | null> {
  const [membership] = await systemDb()
    .select(membershipColumns)
    .from(workspaceSlugs)
    .innerJoin(workspaces, eq(workspaces.id, workspaceSlugs.workspaceId))
    .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId)))
    .where(eq(workspaceSlugs.slug, slug));
  return membership ?? null;
}

/** The workspace under this slug for a token of the workspace itself, which stands for no member. */
export async function findWorkspaceForToken(workspaceId: string, slug: string): Promise<Membership | null> {
  const [found] = await systemDb()
    .select(workspaceColumns)
    .from(workspaceSlugs)
    .innerJoin(workspaces, eq(workspaces.id, workspaceSlugs.workspaceId))
    .where(and(eq(workspaceSlugs.slug, slug), eq(workspaces.id, workspaceId)));
  return found ? { ...found, ...unrestricted, role: "admin", suspendedAt: null, frozenAt: null } : null;
}

/** Who is asked for under this slug, for writing down that a stranger was refused; never for an answer. */
export async function findWorkspaceId(slug: string): Promise<string | null> {
  const [found] = await systemDb()
    .select({ id: workspaceSlugs.workspaceId })
    .from(workspaceSlugs)
    .where(eq(workspaceSlugs.slug, slug));
  return found?.id ?? null;
}

/** The present address of a workspace that a token names. */
export async function findWorkspaceSlug(workspaceId: string): Promise<string | null> {
  const [found] = await systemDb()
    .select({ slug: workspaces.slug })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return found?.slug ?? null;
}

/** All workspaces that a person may enter, by name. */
export function listMemberships(userId: string): Promise<Membership[]> {
  return systemDb()
    .select(membershipColumns)
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.userId, userId), isActive()))
    .orderBy(asc(workspaces.name), asc(workspaces.id));
}

/** What a member's transactions may see. */
export function sightOf(userId: string | null, membership: Membership): Sight {
  const { id: workspaceId, onlyNumbers, assignedOnly } = membership;
  return { workspaceId, onlyNumbers, assignedTo: assignedOnly ? userId : null };
}

/** The `seq` of the newest event; 0 before the first. A page reads it before its data and follows from there. */
export async function lastEventSeq(workspaceId: string): Promise<number> {
  const [counter] = await systemDb()
    .select({ lastSeq: workspaceCounters.lastSeq })
    .from(workspaceCounters)
    .where(eq(workspaceCounters.workspaceId, workspaceId));
  return counter?.lastSeq ?? 0;
}

/** When the workspace goes, and who wanted it, as its audit has it; null while nobody does. */
export function readDeletion({
  id,
  deleteAt,
}: Pick<Membership, "id" | "deleteAt">): Promise<Deletion | null> {
  if (!deleteAt) return Promise.resolve(null);
  return inTenant(id, async (tx) => {
    const isMark = and(eq(auditEntries.workspaceId, id), eq(auditEntries.action, "workspace.delete"));
    const [mark] = await tx
      .select({ name: users.name, email: users.email })
      .from(auditEntries)
      .innerJoin(users, eq(users.id, auditEntries.actorId))
      .where(and(isMark, eq(auditEntries.outcome, "done")))
      .orderBy(desc(auditEntries.at))
      .limit(1);
    return { at: deleteAt.toISOString(), by: mark ? (mark.name ?? mark.email) : null };
  });
}

/** What its settings show of a workspace. */
export async function readSettings(membership: Membership): Promise<WorkspaceSettings> {
  const { id, name, slug, pictureVersion, timeZone } = membership;
  const [details] = await systemDb()
    .select({ locale: workspaces.locale })
    .from(workspaces)
    .where(eq(workspaces.id, id));
  const former = await systemDb()
    .select({ slug: workspaceSlugs.slug })
    .from(workspaceSlugs)
    .where(and(eq(workspaceSlugs.workspaceId, id), ne(workspaceSlugs.slug, slug)))
    .orderBy(desc(workspaceSlugs.createdAt), asc(workspaceSlugs.slug));
  return {
    ...{ name, slug, pictureVersion, timeZone },
    locale: details?.locale ?? null,
    formerSlugs: former.map((row) => row.slug),
    deletion: await readDeletion(membership),
  };
}

/** The picture as it was uploaded; null when there is none. */
export async function readPicture(
  workspaceId: string,
): Promise<{ contentType: string; body: Buffer } | null> {
  const [picture] = await inTenant(workspaceId, (tx) =>
    tx
      .select({ contentType: workspacePictures.contentType, body: workspacePictures.body })
      .from(workspacePictures)
      .where(eq(workspacePictures.workspaceId, workspaceId)),
  );
  return picture ?? null;
}
