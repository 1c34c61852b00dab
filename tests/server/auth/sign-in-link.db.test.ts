import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { authSessions, users, verificationTokens } from "#db/schema/index.ts";
import { endSession, makeSignInLink, sessionCookieName, viewerFromCookies } from "#server/auth/index.ts";
import { storedSessionToken } from "#server/auth/session.ts";
import { askNextAuth } from "./next-auth.ts";

const person = (name: string) => `${name}-${crypto.randomUUID()}@example.com`;

const tokensOf = (email: string) =>
  systemDb().select().from(verificationTokens).where(eq(verificationTokens.identifier, email));

const usersOf = (email: string) => systemDb().select().from(users).where(eq(users.email, email));

const errorUrl = "http://localhost:3000/api/auth/error?error=Verification";

async function signIn(email: string) {
  const answer = await askNextAuth(await makeSignInLink(email));
  const cookie = answer.cookies.get(sessionCookieName()) ?? "";
  return { cookie, header: `${sessionCookieName()}=${cookie}` };
}

describe("a sign-in link", () => {
  test("signs in a person whom nobody knew, and leads where it was told", async () => {
    const email = person("new");
    const answer = await askNextAuth(await makeSignInLink(email, { callbackPath: "/w/some?tab=2" }));
    expect(answer.location).toBe("http://localhost:3000/w/some?tab=2");
    const cookie = answer.cookies.get(sessionCookieName());
    const viewer = await viewerFromCookies(`${sessionCookieName()}=${cookie}`);
    expect(viewer?.email).toBe(email);
    const [user] = await usersOf(email);
    expect(user?.emailVerified).toBeInstanceOf(Date);
  });

  test("works once", async () => {
    const email = person("once");
    const link = await makeSignInLink(email);
    expect((await askNextAuth(link)).cookies.has(sessionCookieName())).toBe(true);
    const again = await askNextAuth(link);
    expect(again.location).toBe(errorUrl);
    expect(again.cookies.has(sessionCookieName())).toBe(false);
  });

  test("works once also when opened twice at the same moment", async () => {
    const link = await makeSignInLink(person("race"));
    const answers = await Promise.all([askNextAuth(link), askNextAuth(link), askNextAuth(link)]);
    expect(answers.filter(({ cookies }) => cookies.has(sessionCookieName()))).toHaveLength(1);
  });

  test("does nothing after it has expired", async () => {
    const email = person("late");
    const link = await makeSignInLink(email);
    await systemDb()
      .update(verificationTokens)
      .set({ expires: new Date(Date.now() - 1) })
      .where(eq(verificationTokens.identifier, email));
    expect((await askNextAuth(link)).location).toBe(errorUrl);
    expect(await usersOf(email)).toHaveLength(0);
  });

  test("expires within half an hour", async () => {
    const email = person("half-hour");
    await makeSignInLink(email);
    const [token] = await tokensOf(email);
    const lifeMs = (token?.expires.getTime() ?? 0) - Date.now();
    expect(lifeMs).toBeGreaterThan(29 * 60_000);
    expect(lifeMs).toBeLessThanOrEqual(30 * 60_000);
  });

  test("of one person does not open another's account, and stays good for its own", async () => {
    const [mine, other] = [person("mine"), person("other")];
    const link = await makeSignInLink(mine);
    const turned = new URL(link);
    turned.searchParams.set("email", other);
    expect((await askNextAuth(turned.href)).location).toBe(errorUrl);
    expect(await usersOf(other)).toHaveLength(0);
    expect((await askNextAuth(link)).cookies.has(sessionCookieName())).toBe(true);
  });

  test("leads only to pages of ours, whatever is written into it", async () => {
    for (const elsewhere of [
      "https://evil.example/x",
      "//evil.example",
      "/.//evil.example",
      "/\\evil.example",
    ]) {
      const link = new URL(await makeSignInLink(person("redirect")));
      link.searchParams.set("callbackUrl", elsewhere);
      expect((await askNextAuth(link.href)).location).toBe("http://localhost:3000/w");
    }
  });

  test("is stored as a hash only", async () => {
    const email = person("hash");
    const token = new URL(await makeSignInLink(email)).searchParams.get("token") ?? "";
    const [row] = await tokensOf(email);
    expect(token).not.toBe("");
    expect(row?.token).toMatch(/^[0-9a-f]{64}$/);
    expect(row?.token).not.toContain(token);
  });

  test("finds the same person under another spelling of the address", async () => {
    const email = person("spelling");
    await signIn(email);
    await signIn(` ${email.toUpperCase()} `);
    expect(await usersOf(email)).toHaveLength(1);
  });
});

describe("a session", () => {
  test("is stored under the digest of its cookie, so that a dump of the table opens nothing", async () => {
    const { cookie, header } = await signIn(person("digest"));
    const rows = await systemDb()
      .select()
      .from(authSessions)
      .where(eq(authSessions.sessionToken, storedSessionToken(cookie)));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(await systemDb().select().from(authSessions))).not.toContain(cookie);
    expect(await viewerFromCookies(header)).not.toBeNull();
    expect(await viewerFromCookies(`${sessionCookieName()}=${rows[0]?.sessionToken}`)).toBeNull();
  });

  test("ends on the server at sign-out", async () => {
    const { cookie, header } = await signIn(person("out"));
    await endSession(cookie);
    expect(await viewerFromCookies(header)).toBeNull();
  });

  test("of one person gives way when another signs in with the same browser", async () => {
    const second = person("second");
    await signIn(second);
    const first = await signIn(person("first"));
    const cookies = { [sessionCookieName()]: first.cookie };
    const answer = await askNextAuth(await makeSignInLink(second), { cookies });
    expect(await viewerFromCookies(first.header)).toBeNull();
    const header = `${sessionCookieName()}=${answer.cookies.get(sessionCookieName())}`;
    expect((await viewerFromCookies(header))?.email).toBe(second);
  });
});

test("next-auth's own mail form makes no link, so it is no way round the limits", async () => {
  const email = person("form");
  const csrf = (await askNextAuth("/api/auth/csrf")).cookies.get("moltdesk.csrf") ?? "";
  const answer = await askNextAuth("/api/auth/signin/email", {
    method: "POST",
    cookies: { "moltdesk.csrf": csrf },
    body: { csrfToken: csrf.split("|")[0] ?? "", email },
  });
  expect(answer.location).toBe("http://localhost:3000/api/auth/error?error=AccessDenied");
  expect(await tokensOf(email)).toHaveLength(0);
});
