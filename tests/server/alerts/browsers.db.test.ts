import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { authSessions, members, pushBrowsers } from "#db/schema/index.ts";
import { maxBrowsers } from "#server/alerts/schemas.ts";
import { vapidKeys } from "#server/alerts/vapid.ts";
import { createCaller } from "#server/api/root.ts";
import { newId } from "#server/core/ids.ts";
import { callerOf, contextOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { makeBrowserKeys, startPushService } from "./push-service.ts";

let service: Awaited<ReturnType<typeof startPushService>>;
beforeAll(async () => {
  process.env.DESTINATIONS_ALLOW_LOOPBACK = "true";
  service = await startPushService();
});
afterAll(() => service.stop());

const { keys } = makeBrowserKeys();
const userAgent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const inputOf = (name: string) => ({ subscription: service.subscriptionOf(name), userAgent });

async function makeAgent(workspaceId: string) {
  const person = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: person.id, role: "agent" });
  return person;
}

const rowsOf = (workspaceId: string) =>
  systemDb().select().from(pushBrowsers).where(eq(pushBrowsers.workspaceId, workspaceId));

describe("a browser that a member lets us push to", () => {
  test("is in their list and in nobody else's, under a name that they know it by, and its address stays sealed", async () => {
    const { workspaceId, slug: workspace, owner } = await makeWorkspace();
    const agent = await makeAgent(workspaceId);
    const [mine, theirs] = [await callerOf(owner), await callerOf(agent)];
    const added = await mine.alerts.addBrowser({ workspace, ...inputOf(newId()) });
    expect(added).toMatchObject({ label: "Chrome, Windows", isPaused: false, isOfThisSession: true });
    expect(await mine.alerts.browsers({ workspace })).toEqual([added]);
    expect(await theirs.alerts.browsers({ workspace })).toEqual([]);
    expect(JSON.stringify(added)).not.toContain(service.origin);
    const [row] = await rowsOf(workspaceId);
    expect(row?.sealedSubscription.includes(service.origin)).toBe(false);
    for (const act of ["removeBrowser", "testPush"] as const)
      await expect(theirs.alerts[act]({ workspace, browserId: added.id })).rejects.toThrow("does not exist");
    expect(await rowsOf(workspaceId)).toHaveLength(1);
  });

  test("is one, however often it is added, and shows a test", async () => {
    const { workspaceId, slug: workspace, owner } = await makeWorkspace("Harbour Clinic");
    const mine = await callerOf(owner);
    const name = newId();
    await mine.alerts.addBrowser({ workspace, ...inputOf(name) });
    const { id: browserId } = await mine.alerts.addBrowser({ workspace, ...inputOf(name) });
    expect(await rowsOf(workspaceId)).toHaveLength(1);
    service.reset();
    await mine.alerts.testPush({ workspace, browserId });
    expect(service.pushed).toMatchObject([{ path: `/${name}`, headers: { ttl: "60" } }]);
    expect(service.pushed[0]?.message.body).toContain("Harbour Clinic");
    expect((await mine.alerts.pushKey({ workspace })).publicKey).toBe(vapidKeys().publicKey);
  });

  test("pushes to whoever turned it on last, in every workspace", async () => {
    const [one, two] = [await makeWorkspace(), await makeWorkspace()];
    const name = newId();
    await (await callerOf(one.owner)).alerts.addBrowser({ workspace: one.slug, ...inputOf(name) });
    await (await callerOf(two.owner)).alerts.addBrowser({ workspace: two.slug, ...inputOf(name) });
    expect(await rowsOf(one.workspaceId)).toEqual([]);
    expect(await rowsOf(two.workspaceId)).toHaveLength(1);
  });

  test("is paused when its member signs out, and theirs again when they are back", async () => {
    const { slug: workspace, workspaceId, owner } = await makeWorkspace();
    const context = await contextOf(owner);
    const name = newId();
    const { id: browserId } = await createCaller(context).alerts.addBrowser({ workspace, ...inputOf(name) });
    await systemDb()
      .delete(authSessions)
      .where(eq(authSessions.id, context.viewer?.sessionId ?? ""));
    const back = await callerOf(owner);
    expect(await back.alerts.browsers({ workspace })).toMatchObject([
      { id: browserId, isPaused: true, isOfThisSession: false },
    ]);
    await expect(back.alerts.testPush({ workspace, browserId })).rejects.toThrow("does not exist");
    await back.alerts.addBrowser({ workspace, ...inputOf(name) });
    expect(await back.alerts.browsers({ workspace })).toMatchObject([
      { isPaused: false, isOfThisSession: true },
    ]);
    expect(await rowsOf(workspaceId)).toHaveLength(1);
  });

  test("goes with its member", async () => {
    const { workspaceId, slug: workspace } = await makeWorkspace();
    const agent = await makeAgent(workspaceId);
    await (await callerOf(agent)).alerts.addBrowser({ workspace, ...inputOf(newId()) });
    await systemDb().delete(members).where(eq(members.userId, agent.id));
    expect(await rowsOf(workspaceId)).toEqual([]);
  });
});

describe("a browser is refused", () => {
  const at = (endpoint: string) => ({ subscription: { endpoint, keys }, userAgent });
  test.each([
    "https://10.0.0.1/push",
    "https://169.254.169.254/latest",
    "https://metadata.google.internal/push",
    "http://push.example.com/1",
    "https://user:password@push.example.com/1",
  ])("at %s", async (endpoint) => {
    const { slug: workspace, owner } = await makeWorkspace();
    const mine = await callerOf(owner);
    await expect(mine.alerts.addBrowser({ workspace, ...at(endpoint) })).rejects.toThrow("push service");
  });

  test.each([
    ["short keys", { p256dh: "AAAA", auth: keys.auth }],
    ["keys that are no text of bytes", { p256dh: "*".repeat(87), auth: keys.auth }],
  ])("with %s", async (_name, wrong) => {
    const { slug: workspace, owner } = await makeWorkspace();
    const subscription = { endpoint: `${service.origin}/x`, keys: wrong };
    await expect(
      (await callerOf(owner)).alerts.addBrowser({ workspace, subscription, userAgent }),
    ).rejects.toThrow();
  });

  test("as the eleventh of a member", async () => {
    const { slug: workspace, owner } = await makeWorkspace();
    const mine = await callerOf(owner);
    const names = Array.from({ length: maxBrowsers }, () => newId());
    for (const name of names) await mine.alerts.addBrowser({ workspace, ...inputOf(name) });
    await expect(mine.alerts.addBrowser({ workspace, ...inputOf(newId()) })).rejects.toThrow("at most");
    await mine.alerts.addBrowser({ workspace, ...inputOf(names[0] ?? "") });
    expect(await mine.alerts.browsers({ workspace })).toHaveLength(maxBrowsers);
  });
});

test("a test says what came of it, and that it was too many", async () => {
  const { slug: workspace, workspaceId, owner } = await makeWorkspace();
  const mine = await callerOf(owner);
  const { id: browserId } = await mine.alerts.addBrowser({ workspace, ...inputOf(newId()) });
  service.answer(500);
  await expect(mine.alerts.testPush({ workspace, browserId })).rejects.toThrow("did not take");
  service.reset();
  for (let count = 1; count < 10; count += 1) await mine.alerts.testPush({ workspace, browserId });
  await expect(mine.alerts.testPush({ workspace, browserId })).rejects.toThrow("many tests");
  const other = await makeWorkspace();
  const theirs = await callerOf(other.owner);
  const gone = await theirs.alerts.addBrowser({ workspace: other.slug, ...inputOf(newId()) });
  service.answer(410);
  await expect(theirs.alerts.testPush({ workspace: other.slug, browserId: gone.id })).rejects.toThrow(
    "Turn them on again",
  );
  expect(await rowsOf(other.workspaceId)).toEqual([]);
  expect(await rowsOf(workspaceId)).toHaveLength(1);
});
