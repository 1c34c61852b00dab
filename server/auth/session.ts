import { and, eq, gt, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authSessions, passkeys, totpFactors, users } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { digest } from "#server/core/ids.ts";

/** The person behind a request, signed in through a session that has shown its second factor if they have one. */
export type Viewer = {
  id: string;
  email: string;
  name: string | null;
  image: string | null;
  sessionId: string;
  /** When they last proved that it is them: by signing in, or anew for a dangerous act. */
  confirmedAt: Date;
  hasTwoFactor: boolean;
};

export const sessionMaxAgeSeconds = 30 * 24 * 60 * 60;

/** Browsers refuse `__Host-` cookies on plain http, which is what development uses. */
export const isSecureSite = () => env().PUBLIC_URL.startsWith("https://");
export const sessionCookieName = () => (isSecureSite() ? "__Host-moltdesk.session" : "moltdesk.session");

/** How a session's cookie value is kept in `auth_sessions`. */
export const storedSessionToken = (cookie: string) => digest(cookie).toString("base64url");

/** Reads one cookie of a `Cookie` header. */
function cookieOf(header: string | null, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** Who sent this `Cookie` header; null for nobody, an ended session, or a revoked one. */
export async function viewerFromCookies(cookieHeader: string | null): Promise<Viewer | null> {
  const cookie = cookieOf(cookieHeader, sessionCookieName());
  if (!cookie) return null;
  const [viewer] = await systemDb()
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      image: users.image,
      sessionId: authSessions.id,
      confirmedAt: sql`greatest(${authSessions.createdAt}, ${authSessions.confirmedAt})`.mapWith(
        authSessions.createdAt,
      ),
      hasTwoFactor: sql<boolean>`exists (select 1 from ${totpFactors} where ${totpFactors.userId} = ${users.id} and ${totpFactors.confirmedAt} is not null) or exists (select 1 from ${passkeys} where ${passkeys.userId} = ${users.id})`,
    })
    .from(authSessions)
    .innerJoin(users, eq(users.id, authSessions.userId))
    .where(
      and(eq(authSessions.sessionToken, storedSessionToken(cookie)), gt(authSessions.expires, new Date())),
    );
  return viewer ?? null;
}

/** Whether a session, which was good when a stream was opened, still is. */
export async function isSessionGood(sessionId: string): Promise<boolean> {
  const [session] = await systemDb()
    .select({ id: authSessions.id })
    .from(authSessions)
    .where(and(eq(authSessions.id, sessionId), gt(authSessions.expires, new Date())));
  return session !== undefined;
}

/** Signs a browser out everywhere its cookie may have been copied to. Does nothing when the session ended already. */
export async function endSession(cookie: string): Promise<void> {
  await systemDb()
    .delete(authSessions)
    .where(eq(authSessions.sessionToken, storedSessionToken(cookie)));
}
