import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { authSessions } from "#db/schema/index.ts";
import { listSessions } from "#server/account/reads.ts";
import { revokeOtherSessions, revokeSession } from "#server/account/revoke-sessions.ts";
import { finishTotp, startTotp } from "#server/account/set-up-totp.ts";
import { createContext } from "#server/api/context.ts";
import { createCaller } from "#server/api/root.ts";
import {
  endSession,
  pendingFromCookies,
  sessionCookieName,
  storedSessionToken,
  viewerFromCookies,
  viewerOfSession,
} from "#server/auth/index.ts";
import { newId, newToken } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { contextOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { brokenOff, codeOf, reasonOf, signedIn, withTotp } from "./fixtures.ts";

const chrome =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

/** One more signed-in browser of this person. */
async function browserOf(userId: string, values: Partial<typeof authSessions.$inferInsert> = {}) {
  const cookie = newToken();
  const id = newId();
  await systemDb()
    .insert(authSessions)
    .values({
      ...{ id, sessionToken: storedSessionToken(cookie), userId },
      ...{ expires: new Date(Date.now() + 3_600_000), ...values },
    });
  return { id, cookie, header: `${sessionCookieName()}=${cookie}` };
}

const sessionOf = async (id: string) =>
  (await systemDb().select().from(authSessions).where(eq(authSessions.id, id)))[0];

describe("the list", () => {
  test("names browsers as people know them, this one first, and only their own that are still good", async () => {
    const { user, person } = await signedIn();
    await browserOf(user.id, { userAgent: chrome, network: "203.0.113.0/24", lastSeenAt: new Date() });
    await browserOf(user.id, { expires: new Date(Date.now() - 1) });
    await browserOf((await makeUser()).id);
    const list = await listSessions(user.id, person.sessionId);
    expect(list).toMatchObject([
      { id: person.sessionId, isCurrent: true, browser: null },
      { isCurrent: false, browser: "Chrome", os: "macOS", network: "203.0.113.0/24", isPending: false },
    ]);
    expect(JSON.stringify(list)).not.toContain((await sessionOf(person.sessionId))?.sessionToken);
  });
});

describe("a session that is revoked", () => {
  test("is nobody's at the next request", async () => {
    const { user, person } = await signedIn();
    const other = await browserOf(user.id);
    expect(await viewerFromCookies(other.header)).not.toBeNull();
    await revokeSession(person, other.id);
    const headers = new Headers({ cookie: other.header });
    const caller = createCaller(await createContext(headers, "http://localhost:3000"));
    await expect(caller.workspaces.list()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(await reasonOf(revokeSession(person, other.id))).toBe("session.not_found");
  });

  test("is not somebody else's", async () => {
    const [anna, ben] = [await signedIn(), await signedIn()];
    expect(await reasonOf(revokeSession(anna.person, ben.person.sessionId))).toBe("session.not_found");
    expect(await sessionOf(ben.person.sessionId)).toBeDefined();
  });

  test.each(["revoked", "revoked with all others", "signed out"] as const)(
    "ends its open stream at once: %s",
    async (how) => {
      const { owner, slug } = await makeWorkspace();
      const streaming = await browserOf(owner.id);
      const context = await contextOf(owner);
      const viewer = await viewerFromCookies(streaming.header);
      const stream = await createCaller({ ...context, viewer }).live({ workspace: slug, after: 0 });
      const person = { id: owner.id, sessionId: context.viewer?.sessionId ?? "", ip: null };
      const end = brokenOff(stream);
      if (how === "revoked") await revokeSession(person, streaming.id);
      if (how === "revoked with all others") {
        expect(await revokeOtherSessions(person)).toEqual({ ended: 1 });
      }
      if (how === "signed out") await endSession(streaming.cookie);
      await end;
    },
  );

  test("all others go together, and this one stays", async () => {
    const { user, person } = await signedIn();
    await browserOf(user.id);
    await browserOf(user.id);
    expect(await revokeOtherSessions(person)).toEqual({ ended: 2 });
    expect(await revokeOtherSessions(person)).toEqual({ ended: 0 });
    expect(await listSessions(user.id, person.sessionId)).toHaveLength(1);
  });
});

describe("a session without its second factor", () => {
  test("is nobody's, and knows whom it waits for", async () => {
    const { user } = await withTotp();
    const { header, id } = await browserOf(user.id);
    expect(await viewerFromCookies(header)).toBeNull();
    expect(await viewerOfSession(id)).toBeNull();
    expect(await pendingFromCookies(header)).toEqual({ id: user.id, email: user.email, sessionId: id });
  });

  test("opens no procedure", async () => {
    const { user } = await withTotp();
    const { header } = await browserOf(user.id);
    const headers = new Headers({ cookie: header });
    const caller = createCaller(await createContext(headers, "http://localhost:3000"));
    await expect(caller.account.security()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await expect(caller.account.confirm({ by: "totp", code: "000000" })).rejects.toMatchObject({
      code: "UNAUTHORIZED",
    });
  });

  test("is what every other browser has as soon as the first factor is set up, streams included", async () => {
    const { owner, slug } = await makeWorkspace();
    const streaming = await browserOf(owner.id);
    const context = await contextOf(owner);
    const viewer = await viewerFromCookies(streaming.header);
    const stream = await createCaller({ ...context, viewer }).live({ workspace: slug, after: 0 });
    const end = brokenOff(stream);
    const person = { id: owner.id, sessionId: context.viewer?.sessionId ?? "", ip: null };
    const { secret } = await startTotp(person, owner.email);
    await finishTotp(person, codeOf(secret));
    await end;
    expect(await viewerOfSession(person.sessionId)).toMatchObject({ hasTwoFactor: true });
    expect(await pendingFromCookies(streaming.header)).not.toBeNull();
  });
});

describe("when a session was last used", () => {
  const waitForNote = async (id: string, before: Date | null) => {
    for (let count = 0; count < 100; count += 1) {
      const at = (await sessionOf(id))?.lastSeenAt ?? null;
      if (at?.getTime() !== before?.getTime()) return at;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return null;
  };

  test("is noted with its network, not its address", async () => {
    const { header, id } = await browserOf((await makeUser()).id);
    await viewerFromCookies(header, "203.0.113.77");
    expect(await waitForNote(id, null)).toBeInstanceOf(Date);
    expect((await sessionOf(id))?.network).toBe("203.0.113.0/24");
  });

  test("is noted every five minutes only", async () => {
    const aMinuteAgo = new Date(Date.now() - 60_000);
    const { header, id } = await browserOf((await makeUser()).id, { lastSeenAt: aMinuteAgo });
    await viewerFromCookies(header, "203.0.113.77");
    await nudge(systemDb(), newId(), "access");
    expect((await sessionOf(id))?.lastSeenAt).toEqual(aMinuteAgo);
    const longAgo = new Date(Date.now() - 6 * 60_000);
    await systemDb().update(authSessions).set({ lastSeenAt: longAgo }).where(eq(authSessions.id, id));
    await viewerFromCookies(header, "203.0.113.77");
    expect((await waitForNote(id, longAgo))?.getTime()).toBeGreaterThan(aMinuteAgo.getTime());
  });
});

test.each(["", "x", "moltdesk.session", "moltdesk.session=", "other=1; moltdesk.session=AAAA", "=;=;="])(
  "the cookies %j are nobody's",
  async (header) => {
    expect(await viewerFromCookies(header)).toBeNull();
    expect(await pendingFromCookies(header)).toBeNull();
  },
);
