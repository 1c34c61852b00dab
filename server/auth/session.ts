import { and, eq, gt, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Queryable, systemDb } from "#db/client.ts";
import { authSessions, users } from "#db/schema/index.ts";
import { messageOf } from "#server/core/errors.ts";
import { digest, newToken } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { nudge } from "#server/live/index.ts";
import { cookieOf, ownCookieName } from "./cookies.ts";
import { rangeOf } from "./network.ts";
import { hasTwoFactor } from "./two-factor.ts";

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

/** Somebody who came with a link, or by Google or GitHub, and has yet to show their second factor. */
export type PendingPerson = Pick<Viewer, "id" | "email" | "sessionId">;

export const sessionMaxAgeSeconds = 30 * 24 * 60 * 60;

/** A session's row says no more exactly than this when it was last used. */
const seenEveryMs = 5 * 60_000;

export const sessionCookieName = () => ownCookieName("session");

/** How a session's cookie value is kept in `auth_sessions`. */
export const storedSessionToken = (cookie: string) => digest(cookie).toString("base64url");

/** A person with a second factor is nobody until this session has shown it. */
export const isPendingSession = sql<boolean>`(${authSessions.secondFactorAt} is null and ${hasTwoFactor(authSessions.userId)})`;

async function findSession(which: SQL) {
  const [found] = await systemDb()
    .select({
      viewer: {
        id: users.id,
        email: users.email,
        name: users.name,
        image: users.image,
        sessionId: authSessions.id,
        confirmedAt: sql`greatest(${authSessions.createdAt}, ${authSessions.confirmedAt})`.mapWith(
          authSessions.createdAt,
        ),
        hasTwoFactor: hasTwoFactor(authSessions.userId),
      },
      isPending: isPendingSession,
      lastSeenAt: authSessions.lastSeenAt,
    })
    .from(authSessions)
    .innerJoin(users, eq(users.id, authSessions.userId))
    .where(and(which, gt(authSessions.expires, new Date())));
  return found ?? null;
}

async function findByCookies(cookieHeader: string | null) {
  const cookie = cookieOf(cookieHeader, sessionCookieName());
  return cookie ? findSession(eq(authSessions.sessionToken, storedSessionToken(cookie))) : null;
}

/** Not waited for: nobody's request gets slower for it. */
function noteSeen(sessionId: string, lastSeenAt: Date | null, ip: string | null): void {
  const before = new Date(Date.now() - seenEveryMs);
  if (lastSeenAt && lastSeenAt > before) return;
  systemDb()
    .update(authSessions)
    .set({ lastSeenAt: new Date(), ...(ip !== null && { network: rangeOf(ip) }) })
    .where(
      and(
        eq(authSessions.id, sessionId),
        or(isNull(authSessions.lastSeenAt), lt(authSessions.lastSeenAt, before)),
      ),
    )
    .catch((error: unknown) => log().warn({ err: messageOf(error) }, "a session's last use was not noted"));
}

/**
 * Who sent this `Cookie` header; null for nobody, an ended or revoked session, and one that waits for its second factor.
 * `ip` is where the request came from, if there is one.
 */
export async function viewerFromCookies(
  cookieHeader: string | null,
  ip: string | null = null,
): Promise<Viewer | null> {
  const found = await findByCookies(cookieHeader);
  if (!found || found.isPending) return null;
  noteSeen(found.viewer.sessionId, found.lastSeenAt, ip);
  return found.viewer;
}

/** Who sent this `Cookie` header and has yet to show their second factor; null for everybody else. */
export async function pendingFromCookies(cookieHeader: string | null): Promise<PendingPerson | null> {
  const found = await findByCookies(cookieHeader);
  if (!found?.isPending) return null;
  const { id, email, sessionId } = found.viewer;
  return { id, email, sessionId };
}

/** Who a session stands for by now, for a stream that was opened with it; null once it is not good any more. */
export async function viewerOfSession(sessionId: string): Promise<Viewer | null> {
  const found = await findSession(eq(authSessions.id, sessionId));
  return found && !found.isPending ? found.viewer : null;
}

/** Signs a person in who has shown more than one factor already. @returns the session's cookie */
export async function startFullSession(tx: Queryable, userId: string): Promise<string> {
  const cookie = newToken();
  const now = Date.now();
  await tx.insert(authSessions).values({
    sessionToken: storedSessionToken(cookie),
    userId,
    expires: new Date(now + sessionMaxAgeSeconds * 1000),
    secondFactorAt: new Date(now),
  });
  return cookie;
}

/**
 * Signs a browser out everywhere its cookie may have been copied to, open streams included. Does nothing when the
 * session ended already.
 */
export async function endSession(cookie: string): Promise<void> {
  await systemDb().transaction(async (tx) => {
    const [ended] = await tx
      .delete(authSessions)
      .where(eq(authSessions.sessionToken, storedSessionToken(cookie)))
      .returning({ userId: authSessions.userId });
    if (ended) await nudge(tx, ended.userId, "access");
  });
}
