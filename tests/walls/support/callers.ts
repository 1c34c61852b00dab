import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { apiTokens, authSessions, members, workspaces } from "#db/schema/index.ts";
import { roles } from "#db/schema/workspaces.ts";
import type { Demand } from "#server/api/enter.ts";
import { sessionCookieName, storedSessionToken } from "#server/auth/session.ts";
import { digest, newId } from "#server/core/ids.ts";
import {
  permits,
  type Restrictions,
  type Role,
  type TokenScope,
  tokenScopes,
  unrestricted,
} from "#server/members/index.ts";
import { newApiToken } from "#server/tokens/format.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import type { Desk } from "../inputs/define.ts";
import { assignTo } from "./desk.ts";
import type { Headers } from "./http.ts";

/** How a call must be answered: `in` is whatever the procedure itself says. */
export type Expected = "in" | { code: string; reason: string };

/** Somebody who calls. */
export type Caller = {
  name: string;
  /** What the request bears. */
  headers: (desk: Desk) => Promise<Headers>;
  /** The answer of a workspace's procedure, from the role table alone. */
  expects: (demand: Demand) => Expected;
  /** The answer of a procedure for people who are signed in. */
  signedIn: boolean;
};

const random = () => randomBytes(32).toString("base64url");

/** A browser's cookie for a session of this person, who signed in `agoMs` ago. */
export async function cookieOf(userId: string, agoMs = 0): Promise<Headers> {
  const session = random();
  const now = Date.now();
  await systemDb()
    .insert(authSessions)
    .values({
      ...{ sessionToken: storedSessionToken(session), userId },
      ...{ expires: new Date(now + 3_600_000), createdAt: new Date(now - agoMs) },
    });
  return { cookie: `${sessionCookieName()}=${session}` };
}

/** A person with this membership, and their cookie. */
export async function memberOf(
  { workspaceId }: Desk,
  role: Role,
  values: Partial<Restrictions> & { suspendedAt?: Date } = {},
): Promise<{ userId: string; headers: Headers }> {
  const { id: userId } = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId, userId, role, ...values });
  return { userId, headers: await cookieOf(userId) };
}

async function tokenOf({ workspaceId, ownerId }: Desk, scopes: readonly TokenScope[]): Promise<Headers> {
  const token = newApiToken();
  await systemDb()
    .insert(apiTokens)
    .values({
      ...{ workspaceId, id: newId(), name: "Walls", userId: ownerId, scopes: [...scopes] },
      ...{ tokenHash: digest(token), hint: token.slice(0, 8) },
      // Used a moment ago, so that a refused call has nothing to note.
      lastUsedAt: new Date(),
    });
  return { authorization: `Bearer ${token}` };
}

const unauthenticated = { code: "UNAUTHORIZED", reason: "auth.required" };
const noSuchWorkspace = { code: "NOT_FOUND", reason: "workspace.not_found" };
const forbidden = (reason: string) => ({ code: "FORBIDDEN", reason });

const byRole =
  (role: Role, restrictions: Partial<Restrictions> = {}) =>
  ({ permission }: Demand): Expected => {
    const { noExport } = { ...unrestricted, ...restrictions };
    if (permits({ role, noExport }, permission)) return "in";
    return forbidden(
      permits({ role, noExport: false }, permission) ? "member.no_export" : "role.insufficient",
    );
  };

const restricted = (name: string, role: Role, of: (desk: Desk) => Partial<Restrictions>): Caller => ({
  name: `${role}, ${name}`,
  headers: async (desk) => {
    const { userId, headers } = await memberOf(desk, role, of(desk));
    await assignTo(desk, userId);
    return headers;
  },
  expects: byRole(role, of({ numberId: "" } as Desk)),
  signedIn: true,
});

const byScopes =
  (scopes: readonly TokenScope[]) =>
  ({ permission, confirmed }: Demand): Expected => {
    const inScope = scopes.some((scope) => scope === permission);
    return inScope && !confirmed ? "in" : forbidden("token.scope");
  };

/** Everybody who may stand before a wall. */
export const callers: readonly Caller[] = [
  {
    name: "nobody",
    headers: async () => ({}),
    expects: () => unauthenticated,
    signedIn: false,
  },
  {
    name: "somebody with a made-up token",
    headers: async () => ({ authorization: `Bearer ${newApiToken()}` }),
    expects: () => unauthenticated,
    signedIn: false,
  },
  {
    name: "a stranger",
    headers: async () => cookieOf((await makeUser()).id),
    expects: () => noSuchWorkspace,
    signedIn: true,
  },
  {
    name: "the owner of another workspace",
    headers: async () => cookieOf((await makeWorkspace()).ownerId),
    expects: () => noSuchWorkspace,
    signedIn: true,
  },
  ...roles.map((role) => ({
    name: role,
    headers: async (desk: Desk) => (await memberOf(desk, role)).headers,
    expects: byRole(role),
    signedIn: true,
  })),
  {
    name: "a suspended admin",
    headers: async (desk) => (await memberOf(desk, "admin", { suspendedAt: new Date() })).headers,
    expects: () => forbidden("member.suspended"),
    signedIn: true,
  },
  restricted("only one number", "agent", ({ numberId }) => ({ onlyNumbers: [numberId] })),
  restricted("only assigned chats", "agent", () => ({ assignedOnly: true })),
  restricted("no phone numbers", "agent", () => ({ hidePhones: true })),
  restricted("no export", "viewer", () => ({ noExport: true })),
  {
    name: "an owner who signed in an hour ago",
    headers: ({ ownerId }) => cookieOf(ownerId, 3_600_000),
    expects: ({ confirmed }) => (confirmed ? forbidden("auth.confirm_first") : "in"),
    signedIn: true,
  },
  {
    name: "an owner without the second factor that the workspace asks for",
    headers: async (desk) => {
      const { workspaceId: id, ownerId } = desk;
      await systemDb().update(workspaces).set({ twoFactorRequired: true }).where(eq(workspaces.id, id));
      return cookieOf(ownerId);
    },
    expects: () => forbidden("security.second_factor_required"),
    signedIn: true,
  },
  {
    name: "a token of the owner's with every scope",
    headers: (desk) => tokenOf(desk, tokenScopes),
    expects: byScopes(tokenScopes),
    signedIn: false,
  },
  {
    name: "a token without a scope",
    headers: (desk) => tokenOf(desk, []),
    expects: () => forbidden("token.scope"),
    signedIn: false,
  },
];
