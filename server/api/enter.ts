import type { Sight } from "#db/tenant.ts";
import { type Actor, recordRefusal } from "#server/audit/index.ts";
import type { Viewer } from "#server/auth/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { type Permission, permits, rolesThatMay, type TokenScope } from "#server/members/index.ts";
import {
  findMembership,
  findWorkspaceForToken,
  findWorkspaceId,
  type Membership,
  sightOf,
} from "#server/workspaces/index.ts";
import type { ApiContext } from "./context.ts";

/** A dangerous act wants a proof this young that it is still the same person. */
export const confirmedForMs = 10 * 60_000;

/** What a procedure asks of whoever calls it; the walls' test reads it from the procedure's `meta`. */
export type Demand = {
  permission: Permission;
  /** A dangerous act: the person has proved lately that it is them. Programs may not do it at all. */
  confirmed: boolean;
};

/** Somebody inside a workspace: what they may see, and who answers for what they do. */
export type Entered = {
  workspace: Membership;
  actor: Actor;
  sight: Sight;
  /** The member whose name stands under what is written; null for a token of the workspace itself. */
  authorId: string | null;
  /** Whether they may do something else here too. Not `permits`, which knows nothing of a token's scopes. */
  may: (permission: Permission) => boolean;
};

/** One answer for whoever is nobody, so that none tells whether a session or a token ever was. */
export const signInFirst = () =>
  new DomainError(
    "unauthenticated",
    "auth.required",
    "Your session has ended, so sign in again; or this token is unknown, revoked or has expired.",
  );

/** Who is calling, as the audit names them. @throws DomainError unauthenticated `auth.required` */
export function actorOf({ viewer, grant, ip }: ApiContext): Actor {
  const from = ip === null ? {} : { ip };
  if (grant) return { kind: "token", tokenId: grant.tokenId, userId: grant.userId, ...from };
  if (viewer) return { kind: "member", userId: viewer.id, ...from };
  throw signInFirst();
}

async function membershipOf({ viewer, grant }: ApiContext, slug: string): Promise<Membership | null> {
  if (viewer) return findMembership(viewer.id, slug);
  if (!grant) throw signInFirst();
  if (grant.userId === null) return findWorkspaceForToken(grant.workspaceId, slug);
  const membership = await findMembership(grant.userId, slug);
  return membership?.id === grant.workspaceId ? membership : null;
}

/** Why somebody who is in the workspace may not do this all the same; null when they may. */
export function refusalOf(
  { viewer, grant }: Pick<ApiContext, "viewer" | "grant">,
  membership: Membership,
  { permission, confirmed }: Demand,
  now = Date.now(),
): DomainError | null {
  if (membership.suspendedAt) return suspended();
  if (membership.frozenAt) return frozen();
  if (!permits(membership, permission)) return insufficient(membership, permission);
  // Who may not have a token any more may not use the one they have.
  if (grant?.userId && !permits(membership, "tokens.own")) return insufficient(membership, "tokens.own");
  if (grant && (confirmed || !grant.scopes.includes(permission as TokenScope))) return outOfScope(permission);
  if (membership.twoFactorRequired && lacksTwoFactor({ viewer, grant })) return secondFactorMissing();
  if (viewer && confirmed && isProofOld(viewer, now)) return confirmFirst();
  return null;
}

/** A member's token is their own way in: what keeps them out keeps it out too. */
const lacksTwoFactor = ({ viewer, grant }: Pick<ApiContext, "viewer" | "grant">): boolean =>
  viewer ? !viewer.hasTwoFactor : grant !== null && grant.userId !== null && !grant.hasTwoFactor;

/** Whether somebody has to prove anew that it is them before a dangerous act. */
export const isProofOld = ({ confirmedAt }: Pick<Viewer, "confirmedAt">, now = Date.now()): boolean =>
  now - confirmedAt.getTime() > confirmedForMs;

const enteredAs = (context: ApiContext, workspace: Membership): Entered => {
  const authorId = context.viewer?.id ?? context.grant?.userId ?? null;
  const may = (permission: Permission) =>
    refusalOf(context, workspace, { permission, confirmed: false }) === null;
  return { workspace, actor: actorOf(context), sight: sightOf(authorId, workspace), authorId, may };
};

/**
 * Lets somebody into a workspace for one act. A stranger gets the same `not_found` as for a workspace that does not
 * exist. Whoever is refused is written into the workspace's audit.
 * @throws DomainError `auth.required`, `workspace.not_found`, or what `refusalOf` gives
 */
export async function enter(context: ApiContext, slug: string, demand: Demand): Promise<Entered> {
  const actor = actorOf(context);
  const workspace = await membershipOf(context, slug);
  if (!workspace) {
    const asked = await findWorkspaceId(slug);
    if (asked) await recordRefusal(asked, actor, "workspace.enter", "workspace.not_found");
    throw notFound("workspace");
  }
  const refusal = refusalOf(context, workspace, demand);
  if (refusal) {
    await recordRefusal(workspace.id, actor, demand.permission, refusal.reason);
    throw refusal;
  }
  return enteredAs(context, workspace);
}

/** As `enter`, for looking again at what somebody was given: null when it would be refused, and nothing is written. */
export async function enterQuietly(
  context: ApiContext,
  slug: string,
  demand: Demand,
): Promise<Entered | null> {
  if (!context.viewer && !context.grant) return null;
  const workspace = await membershipOf(context, slug);
  if (!workspace || refusalOf(context, workspace, demand)) return null;
  return enteredAs(context, workspace);
}

const suspended = () =>
  new DomainError(
    "forbidden",
    "member.suspended",
    "Your membership of this workspace is suspended. An owner or admin can let you in again.",
  );

const frozen = () =>
  new DomainError(
    "forbidden",
    "plan.member_frozen",
    "The plan of this workspace has no seat for you at the moment. An owner can choose who keeps one, or buy more, under Settings → Billing.",
  );

function insufficient({ role, noExport }: Membership, permission: Permission): DomainError {
  const roles = rolesThatMay(permission).join(", ");
  const params = { role, roles };
  if (noExport && permits({ role, noExport: false }, permission)) {
    return new DomainError(
      "forbidden",
      "member.no_export",
      "An owner or admin of this workspace does not let you take data out of it. Ask one of them.",
    );
  }
  return new DomainError(
    "forbidden",
    "role.insufficient",
    `Your role (${role}) does not allow this. Ask one of: ${roles}.`,
    { params },
  );
}

const outOfScope = (permission: Permission) =>
  new DomainError(
    "forbidden",
    "token.scope",
    `This token may not do this: it needs the scope ${permission}, or the act is for people only.`,
    { params: { permission } },
  );

const secondFactorMissing = () =>
  new DomainError(
    "forbidden",
    "security.second_factor_required",
    "This workspace asks every member for a second factor. Set one up under Account → Security, then come back.",
  );

export const confirmFirst = () =>
  new DomainError(
    "forbidden",
    "auth.confirm_first",
    "This act is dangerous, and your last sign-in is a while ago. Confirm that it is you, then do it again.",
  );
