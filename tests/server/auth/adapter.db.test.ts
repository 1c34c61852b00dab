import { eq } from "drizzle-orm";
import type { Adapter } from "next-auth/adapters";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { accounts, authSessions } from "#db/schema/index.ts";
import { authAdapter } from "#server/auth/adapter.ts";
import { newToken } from "#server/core/ids.ts";

const adapter = authAdapter() as Required<Adapter>;

const makePerson = (email: string) => adapter.createUser({ id: "", email, emailVerified: null });

test("keeps none of the tokens that Google or GitHub gave for a person", async () => {
  const user = await makePerson("oauth@example.com");
  await adapter.linkAccount({
    userId: user.id,
    type: "oauth",
    provider: "github",
    providerAccountId: "42",
    access_token: "canary-access",
    refresh_token: "canary-refresh",
    id_token: "canary-id",
    scope: "canary-scope",
    session_state: "canary-state",
    token_type: "bearer",
    expires_at: 1,
  });
  const [row] = await systemDb().select().from(accounts).where(eq(accounts.userId, user.id));
  expect(row?.providerAccountId).toBe("42");
  expect(JSON.stringify(row)).not.toContain("canary");
  const found = await adapter.getUserByAccount({ provider: "github", providerAccountId: "42" });
  expect(found?.id).toBe(user.id);
});

test("knows one spelling of an address, so that nobody has two accounts by accident", async () => {
  const user = await makePerson("Anna@Example.com");
  expect(user.email).toBe("anna@example.com");
  expect((await adapter.getUserByEmail("ANNA@example.com"))?.id).toBe(user.id);
});

test("hands next-auth the cookie's own value back, though the table never had it", async () => {
  const user = await makePerson("session@example.com");
  const sessionToken = newToken();
  const session = { sessionToken, userId: user.id, expires: new Date(Date.now() + 60_000) };
  expect(await adapter.createSession(session)).toEqual(session);
  const found = await adapter.getSessionAndUser(sessionToken);
  expect(found?.session.sessionToken).toBe(sessionToken);
  expect(found?.user.id).toBe(user.id);
  await adapter.deleteSession(sessionToken);
  expect(await adapter.getSessionAndUser(sessionToken)).toBeNull();
});

test("forgets a person's ended sessions when they sign in again, and nobody else's live ones", async () => {
  const [anna, ben] = [await makePerson("anna-ended@example.com"), await makePerson("ben-live@example.com")];
  const inMs = (ms: number) => new Date(Date.now() + ms);
  await adapter.createSession({ sessionToken: newToken(), userId: ben.id, expires: inMs(60_000) });
  await adapter.createSession({ sessionToken: newToken(), userId: anna.id, expires: inMs(-1) });
  await adapter.createSession({ sessionToken: newToken(), userId: anna.id, expires: inMs(60_000) });
  const countOf = (userId: string) => systemDb().$count(authSessions, eq(authSessions.userId, userId));
  expect(await countOf(anna.id)).toBe(1);
  expect(await countOf(ben.id)).toBe(1);
});
