import { DrizzleAdapter } from "@auth/drizzle-adapter";
import { and, eq, lt } from "drizzle-orm";
import type { Adapter, AdapterAccount, AdapterSession } from "next-auth/adapters";
import { systemDb } from "#db/client.ts";
import { accounts, authSessions, users, verificationTokens } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { canonicalEmail } from "./email-address.ts";
import { storedSessionToken } from "./session.ts";

/** Drizzle's type of a table with row-level security lacks the method that turned it on; the adapter's type wants it. */
const whole = <T>(table: T) => table as T & { enableRLS: () => never };

const tables = {
  usersTable: users,
  accountsTable: whole(accounts),
  sessionsTable: whole(authSessions),
  verificationTokensTable: whole(verificationTokens),
};

const stored = <T extends Pick<AdapterSession, "sessionToken">>(session: T): T => ({
  ...session,
  sessionToken: storedSessionToken(session.sessionToken),
});

const forgetEndedSessions = (userId: string) =>
  systemDb()
    .delete(authSessions)
    .where(and(eq(authSessions.userId, userId), lt(authSessions.expires, new Date())));

/**
 * next-auth's way into our tables. A session is kept under the digest of its cookie, a person has one spelling of
 * their address, and what Google or GitHub would let us do in their name is not kept at all.
 */
export function authAdapter(): Adapter {
  // Every method is there; the shared type calls each optional.
  const drizzle = DrizzleAdapter(systemDb(), tables) as Required<Adapter>;
  return {
    ...drizzle,
    createUser: (user: { email: string }) =>
      drizzle.createUser({ ...user, id: newId(), email: canonicalEmail(user.email) }),
    getUserByEmail: (email) => drizzle.getUserByEmail(canonicalEmail(email)),
    linkAccount: ({ userId, type, provider, providerAccountId }: AdapterAccount) =>
      drizzle.linkAccount({ userId, type, provider, providerAccountId }),
    createSession: async (session) => {
      await forgetEndedSessions(session.userId);
      await drizzle.createSession(stored(session));
      return session;
    },
    getSessionAndUser: async (sessionToken) => {
      const found = await drizzle.getSessionAndUser(storedSessionToken(sessionToken));
      return found && { ...found, session: { ...found.session, sessionToken } };
    },
    updateSession: async (session) => {
      await drizzle.updateSession(stored(session));
      return undefined;
    },
    deleteSession: async (sessionToken) => {
      await drizzle.deleteSession(storedSessionToken(sessionToken));
    },
  };
}
