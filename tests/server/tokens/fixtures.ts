import { randomBytes } from "node:crypto";
import { z } from "zod";
import { GET, POST } from "#app/api/trpc/[trpc]/route.ts";
import { systemDb } from "#db/client.ts";
import { authSessions, members } from "#db/schema/index.ts";
import { sessionCookieName, storedSessionToken } from "#server/auth/session.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { type Restrictions, type Role, type TokenScope, tokenScopes } from "#server/members/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeUser, type makeWorkspace } from "#tests/support/factories.ts";

export type Workspace = Awaited<ReturnType<typeof makeWorkspace>>;
type Person = Awaited<ReturnType<typeof makeUser>>;

const errorShape = z.object({
  error: z.object({ data: z.object({ reason: z.string(), params: z.record(z.string(), z.unknown()) }) }),
});
const resultShape = z.object({ result: z.object({ data: z.unknown().optional() }) });

/** A network of its own, so that no test uses up another's attempts. */
export const someIp = () => `10.${[...randomBytes(3)].join(".")}`;

/** Asks over HTTP, as a program does. */
export async function ask(path: string, input: object, headers: Record<string, string>) {
  const url = `http://localhost:3000/api/trpc/${path}`;
  const all = { "content-type": "application/json", [clientIpHeader]: someIp(), ...headers };
  const body = JSON.stringify(input);
  const isChange = /\.(send|assign|create\w*|rotate|revoke)$/.test(path);
  const response = isChange
    ? await POST(new Request(url, { method: "POST", headers: all, body }))
    : await GET(new Request(`${url}?input=${encodeURIComponent(body)}`, { headers: all }));
  const json: unknown = await response.json();
  const refused = errorShape.safeParse(json).data?.error.data;
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    reason: refused?.reason ?? null,
    params: refused?.params ?? {},
    data: resultShape.safeParse(json).data?.result.data,
    text: JSON.stringify(json),
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A browser's cookie for a session of this person. */
export async function cookieOf(userId: string) {
  const session = randomBytes(32).toString("base64url");
  const expires = new Date(Date.now() + 3_600_000);
  await systemDb()
    .insert(authSessions)
    .values({ sessionToken: storedSessionToken(session), userId, expires });
  return { cookie: `${sessionCookieName()}=${session}` };
}

/** A new member with this role. */
export async function join({ workspaceId }: Workspace, role: Role, limits: Partial<Restrictions> = {}) {
  const person = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId, userId: person.id, role, ...limits });
  return person;
}

type Wanted = { name?: string; scopes?: readonly TokenScope[]; expiresInDays?: number | null };

/** A token of this member's, made as they would. */
export async function makeToken({ slug }: Workspace, person: Person, wanted: Wanted = {}) {
  const { tokens } = await callerOf(person);
  const { name = "Robot", scopes = ["workspace.read", "inbox.read"], expiresInDays = 30 } = wanted;
  return tokens.create({ workspace: slug, name, scopes: [...scopes], expiresInDays });
}

/** A token of the workspace itself. */
export async function makeWorkspaceToken(
  { slug, owner }: Workspace,
  scopes: readonly TokenScope[] = tokenScopes,
) {
  const { tokens } = await callerOf(owner);
  const input = { name: "Desk", scopes: [...scopes], expiresInDays: null };
  return tokens.createForWorkspace({ workspace: slug, ...input });
}

/** Whether a token opens its workspace: the status and reason of one simple call. */
export async function tryToken({ slug }: Workspace, token: string) {
  const { status, reason } = await ask("workspaces.get", { workspace: slug }, bearer(token));
  return { status, reason };
}

export const good = { status: 200, reason: null };
export const unknown = { status: 401, reason: "auth.required" };
