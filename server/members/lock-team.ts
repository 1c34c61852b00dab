import { and, asc, eq, inArray, or } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import type { Actor } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { isActive, mayEnter } from "./active.ts";
import { may, mayAssign, type Role } from "./roles.ts";

export type MemberRow = typeof members.$inferSelect;

/** A member who is about to be changed, as they are while nobody else can change who is in the team. */
export type LockedTeam = {
  target: MemberRow;
  /** Whoever acts, as they are at this moment and not when their request came in; null for an operator. */
  acting: MemberRow | null;
  actingRole: Role;
  /** Owners who could go on without the target. */
  otherOwners: number;
};

/**
 * Locks the workspace's owners, in one order, then the two members that a change is about, until commit. Changes that
 * come at the same time wait for one another here, and each sees what the one before it did.
 * @throws DomainError `member.not_found`, forbidden `member.rights_changed`
 */
export async function lockTeam(
  tx: Transaction,
  workspaceId: string,
  userId: string,
  actor: Actor,
): Promise<LockedTeam> {
  const inWorkspace = eq(members.workspaceId, workspaceId);
  const owners = and(inWorkspace, eq(members.role, "owner"));
  await tx
    .select({ userId: members.userId })
    .from(members)
    .where(owners)
    .orderBy(asc(members.userId))
    .for("update");
  const actorUserId = userIdOf(actor);
  const both = inArray(members.userId, actorUserId === null ? [userId] : [userId, actorUserId]);
  // A second statement, which sees what was committed while the first one waited.
  const team = await tx
    .select()
    .from(members)
    .where(and(inWorkspace, or(both, and(eq(members.role, "owner"), isActive()))))
    .orderBy(asc(members.userId))
    .for("update");
  const target = team.find((member) => member.userId === userId);
  const acting = team.find((member) => member.userId === actorUserId) ?? null;
  const actingRole = roleOf(actor, acting);
  if (!target) throw notFound("member");
  const others = team.filter((member) => isActiveOwner(member) && member.userId !== userId);
  return { target, acting, actingRole, otherOwners: others.length };
}

/** The member who acts, in person or by a token of theirs. */
export const userIdOf = (actor: Actor): string | null => ("userId" in actor ? actor.userId : null);

const isActiveOwner = (member: MemberRow) => member.role === "owner" && mayEnter(member);

function roleOf(actor: Actor, member: MemberRow | null): Role {
  if (actor.kind === "operator" || actor.kind === "system") return "owner";
  if (!member || !mayEnter(member)) throw rightsChanged();
  return member.role;
}

/**
 * The role that somebody acts with, locked until commit.
 * @throws DomainError forbidden `member.rights_changed` when they have none any more
 */
export async function lockActingRole(tx: Transaction, workspaceId: string, actor: Actor): Promise<Role> {
  const userId = userIdOf(actor);
  if (userId === null) return roleOf(actor, null);
  const [member] = await tx
    .select()
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)))
    .for("share");
  return roleOf(actor, member ?? null);
}

/**
 * Whether whoever acts may make the target a `to` (null: no member).
 * @throws DomainError forbidden `member.rights_changed`, `member.self` or `member.owners_only`
 */
export function assertMayAssign({ actingRole, acting, target }: LockedTeam, to: Role | null): void {
  if (!may(actingRole, "members.manage")) throw rightsChanged();
  if (acting === target) {
    throw new DomainError(
      "forbidden",
      "member.self",
      "Nobody changes their own membership. Ask another owner or admin, transfer the ownership, or leave the workspace.",
    );
  }
  if (!mayAssign(actingRole, target.role, to)) throw ownersOnly();
}

/** The last owner cannot vanish. @throws DomainError conflict `member.last_owner` */
export function assertOwnerRemains({ target, otherOwners }: LockedTeam): void {
  if (!isActiveOwner(target) || otherOwners > 0) return;
  throw new DomainError(
    "conflict",
    "member.last_owner",
    "This is the only owner, and a workspace needs one. Make somebody else an owner first.",
  );
}

export const ownersOnly = () =>
  new DomainError(
    "forbidden",
    "member.owners_only",
    "Only an owner makes somebody an owner, or changes one. Ask an owner of this workspace.",
  );

export const rightsChanged = () =>
  new DomainError(
    "forbidden",
    "member.rights_changed",
    "Your own role was changed a moment ago, so this was not done. Reload the page to see what you may do now.",
  );
