import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { authSessions, users } from "#db/schema/index.ts";
import { noteSignIn } from "#server/account/index.ts";
import { startFullSession, storedSessionToken } from "#server/auth/index.ts";
import { makeUser } from "#tests/support/factories.ts";
import { newsOf } from "./fixtures.ts";

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

async function signIn(userId: string, values: Partial<Parameters<typeof noteSignIn>[1]> = {}) {
  const session = await startFullSession(systemDb(), userId);
  const browser = { userAgent: firefox, ip: "203.0.113.9", device: null, locale: "en", ...values };
  return { session, device: await noteSignIn(session, browser) };
}

test("a session keeps its browser, its network and its person's language", async () => {
  const { id } = await makeUser();
  const { session } = await signIn(id, { userAgent: "x".repeat(5000), locale: "zh-CN" });
  const [row] = await systemDb()
    .select()
    .from(authSessions)
    .where(eq(authSessions.sessionToken, storedSessionToken(session)));
  expect(row).toMatchObject({ network: "203.0.113.0/24", userAgent: "x".repeat(400) });
  expect(row?.lastSeenAt).toBeInstanceOf(Date);
  const [user] = await systemDb().select().from(users).where(eq(users.id, id));
  expect(user?.locale).toBe("zh-CN");
});

test("a new device is news, the first one of an account and one that is known are not", async () => {
  const { id } = await makeUser();
  const { device } = await signIn(id);
  expect(await newsOf(id)).toEqual([]);
  await signIn(id, { device });
  expect(await newsOf(id)).toEqual([]);
  await signIn(id);
  expect(await newsOf(id)).toEqual(["new_device"]);
});

test("a device that another person has used is new for this one", async () => {
  const [anna, ben] = [await makeUser(), await makeUser()];
  const { device } = await signIn(anna.id);
  await signIn(ben.id);
  await signIn(ben.id, { device });
  expect(await newsOf(ben.id)).toEqual(["new_device"]);
});

test.each(["short", "x; Domain=evil.example", "a".repeat(44), "ä".repeat(43)])(
  "the made-up device %j is not handed back as a cookie",
  async (device) => {
    const { id } = await makeUser();
    expect((await signIn(id, { device })).device).toMatch(/^[\w-]{43}$/);
  },
);
