import { and, eq, lte } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { connections } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { seal, unseal } from "#server/vault/index.ts";
import { connectionMissing, liveRow } from "./client.ts";
import { stillChanging } from "./lock.ts";
import { liveConnection, readConnection } from "./reads.ts";
import type { ConnectionView } from "./view.ts";

const claims = z.object({ exp: z.number().positive() });
/** What a login without an end is trusted for. */
const shortestMs = 5 * 60_000;

/** When a JWT ends, by its own words. @throws DomainError `connection.login_format`, `connection.login_ended` */
export function endOfLogin(token: string, now: Date): Date {
  const [, payload = ""] = token.split(".");
  let read: z.ZodSafeParseResult<z.output<typeof claims>>;
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    read = claims.safeParse(value);
  } catch {
    throw new DomainError(
      "invalid",
      "connection.login_format",
      "This is no MoltFlow login: it has three parts with dots between them. Copy it whole from MoltFlow.",
    );
  }
  const until = read.success ? new Date(read.data.exp * 1000) : new Date(now.getTime() + shortestMs);
  if (until > now) return until;
  throw new DomainError(
    "invalid",
    "connection.login_ended",
    "This MoltFlow login has ended. Sign in to MoltFlow again and copy the new one.",
  );
}

/**
 * Keeps a person's login at MoltFlow until it ends, or forgets it (null). With it, pairing hears of the scan at once.
 * @throws DomainError `connection.missing`, `connection.login_format`, `connection.login_ended`, `connection.changing`
 */
export async function setLogin(
  workspaceId: string,
  token: string | null,
  actor: Actor,
): Promise<ConnectionView | null> {
  const row = await liveRow(workspaceId);
  if (!row) throw connectionMissing();
  const place = { workspaceId, purpose: "moltflow-login", recordId: row.id } as const;
  const kept =
    token === null
      ? { sealedLogin: null, loginUntil: null }
      : { loginUntil: endOfLogin(token, new Date()), sealedLogin: await seal(place, token) };
  return inTenant(workspaceId, async (tx) => {
    // One that was closed meanwhile has forgotten its login, and gets no new one.
    const itself = and(liveConnection(workspaceId), eq(connections.id, row.id));
    const written = await tx.update(connections).set(kept).where(itself).returning({ id: connections.id });
    if (written.length === 0) throw stillChanging();
    const action = token === null ? "connection.forget_login" : "connection.set_login";
    await record(tx, { workspaceId, actor, action, target: row.id });
    await nudge(tx, workspaceId, "connection");
    return readConnection(tx, workspaceId);
  });
}

/** The login that streams are opened with; null when there is none, or it has ended. */
export async function loginFor(workspaceId: string): Promise<string | null> {
  const row = await liveRow(workspaceId);
  if (!row?.sealedLogin || !row.loginUntil || row.loginUntil <= new Date()) return null;
  return unseal({ workspaceId, purpose: "moltflow-login", recordId: row.id }, row.sealedLogin);
}

/** Forgets logins that have ended. @returns how many */
export async function forgetEndedLogins(now: Date): Promise<number> {
  const forgotten = { sealedLogin: null, loginUntil: null };
  return (await systemDb().update(connections).set(forgotten).where(lte(connections.loginUntil, now))).count;
}
