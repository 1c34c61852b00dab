import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { alerts, authSessions, pushBrowsers, subscriptions, users } from "#db/schema/index.ts";
import { addBrowser } from "#server/alerts/browsers.ts";
import { vapidKeys } from "#server/alerts/vapid.ts";
import { makeSession } from "./browsers-fixtures.ts";
import { type AlertDesk, alertsOf, endPause, jobsOf, makeAlertDesk, makeNews, tell } from "./fixtures.ts";
import { startPushService } from "./push-service.ts";

let service: Awaited<ReturnType<typeof startPushService>>;
beforeAll(async () => {
  process.env.DESTINATIONS_ALLOW_LOOPBACK = "true";
  service = await startPushService();
});
beforeEach(() => service.reset());
afterAll(() => service.stop());

/** Lets the reader be pushed to in browsers of these names, each in a session of its own. */
async function turnOn({ workspaceId, reader }: AlertDesk, ...names: string[]) {
  const added = [];
  for (const name of names) {
    const sessionId = await makeSession(reader.id);
    const input = { subscription: service.subscriptionOf(name), userAgent: "Mozilla/5.0 Firefox/140.0" };
    added.push(await addBrowser({ workspaceId, userId: reader.id, sessionId }, input));
  }
  return added;
}

const browsersOf = ({ reader }: AlertDesk) =>
  systemDb().select().from(pushBrowsers).where(eq(pushBrowsers.userId, reader.id));

const bodies = () => service.pushed.map(({ message }) => message.body);

describe("a push", () => {
  test("says in the browser how many came where, is signed by us, and only the browser can read it", async () => {
    const desk = await makeAlertDesk({ rule: { urgent: true } });
    await turnOn(desk, "phone");
    await makeNews(desk, { channel: "push", times: 3 });
    await tell(desk, "push");
    const [pushed] = service.pushed;
    const { message, headers } = pushed ?? { message: null, headers: null };
    expect(message).toMatchObject({ title: "Urgent words", body: "3 new messages in Ana" });
    expect(message?.url).toMatch(new RegExp(`/w/${desk.slug}/chats/${desk.chat}$`));
    expect(headers).toMatchObject({ urgency: "high", ttl: "14400", "content-encoding": "aes128gcm" });
    expect(headers?.topic).toBe(message?.tag);
    expect(service.keysSeen).toEqual(new Set([vapidKeys().publicKey]));
    expect(JSON.stringify(service.pushed)).not.toContain("secret words");
    expect(await alertsOf(desk)).toEqual([]);
    expect(await browsersOf(desk)).toMatchObject([{ lastPushedAt: expect.any(Date) }]);
  });

  test("of the same chat takes the place of the one before, and of another does not", async () => {
    const desk = await makeAlertDesk();
    await turnOn(desk, "phone");
    await makeNews(desk, { channel: "push" });
    await makeNews(desk, { channel: "push", chatId: "5511888888888@c.us" });
    await tell(desk, "push");
    await makeNews(desk, { channel: "push" });
    await endPause(desk);
    await tell(desk, "push");
    const [ana, other, again] = service.pushed.map(({ message }) => message.tag);
    expect(again).toBe(ana);
    expect(other).not.toBe(ana);
  });

  test("tells of many places at once with one notification, in the reader's language", async () => {
    const desk = await makeAlertDesk();
    await systemDb().update(users).set({ locale: "zh-CN" }).where(eq(users.id, desk.reader.id));
    await turnOn(desk, "phone");
    for (let index = 0; index < 20; index += 1)
      await makeNews(desk, { channel: "push", times: 50, chatId: `55117777777${index}@c.us` });
    await tell(desk, "push");
    expect(bodies()).toEqual(["20 个聊天中有1,000 条新消息"]);
  });

  test("waits for a pause after the last one, so that a flood is few", async () => {
    const desk = await makeAlertDesk();
    await turnOn(desk, "phone");
    await makeNews(desk, { channel: "push" });
    await tell(desk, "push");
    await makeNews(desk, { channel: "push" });
    await tell(desk, "push");
    expect(service.pushed).toHaveLength(1);
    const [job] = await jobsOf(desk);
    expect((job?.runAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(5_000);
  });

  test("goes to every browser in which the reader is signed in, and to no other", async () => {
    const desk = await makeAlertDesk();
    const [, , lost] = await turnOn(desk, "phone", "laptop", "lost");
    const row = (await browsersOf(desk)).find(({ id }) => id === lost?.id);
    await systemDb()
      .delete(authSessions)
      .where(eq(authSessions.id, row?.sessionId ?? ""));
    await makeNews(desk, { channel: "push" });
    await tell(desk, "push");
    expect(service.pushed.map(({ path }) => path).sort()).toEqual(["/laptop", "/phone"]);
    expect(await browsersOf(desk)).toHaveLength(3);
  });

  test("is dropped when the rule does not push any more, and when it is too late", async () => {
    const desk = await makeAlertDesk();
    await turnOn(desk, "phone");
    await makeNews(desk, { channel: "push", dueAt: new Date(Date.now() - 2 * 3_600_000) });
    await tell(desk, "push");
    await makeNews(desk, { channel: "push" });
    await systemDb().update(subscriptions).set({ push: false }).where(eq(subscriptions.id, desk.ruleId));
    await tell(desk, "push");
    expect(service.pushed).toEqual([]);
    expect(await alertsOf(desk)).toEqual([]);
  });
});

describe("a push service that", () => {
  test.each([404, 410, 403])(
    "answers %i has its browser forgotten, and the news are over",
    async (status) => {
      const desk = await makeAlertDesk();
      await turnOn(desk, "phone");
      service.answer(status);
      await makeNews(desk, { channel: "push" });
      await tell(desk, "push");
      expect(await browsersOf(desk)).toEqual([]);
      expect(await alertsOf(desk)).toEqual([]);
    },
  );

  test("is busy is asked again when it says, and a browser that took the news is left in peace", async () => {
    const desk = await makeAlertDesk();
    await turnOn(desk, "phone", "laptop");
    service.answer((response, path) => {
      if (path === "/phone") response.writeHead(201).end();
      else response.writeHead(429, { "retry-after": "600" }).end();
    });
    await makeNews(desk, { channel: "push" });
    await tell(desk, "push");
    const [job] = await jobsOf(desk);
    expect((job?.runAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(590_000);
    service.reset();
    await endPause(desk);
    await tell(desk, "push");
    expect(service.pushed.map(({ path }) => path)).toEqual(["/laptop"]);
    expect(await alertsOf(desk)).toEqual([]);
  });

  test("was busy gets what came meanwhile, and so does the browser that took the first", async () => {
    const desk = await makeAlertDesk();
    await turnOn(desk, "phone", "laptop");
    service.answer((response, path) => response.writeHead(path === "/phone" ? 201 : 503).end());
    const id = await makeNews(desk, { channel: "push" });
    await tell(desk, "push");
    await systemDb().update(alerts).set({ times: 4 }).where(eq(alerts.id, id));
    service.reset();
    await endPause(desk);
    await tell(desk, "push");
    expect(service.pushed.map(({ path }) => path).sort()).toEqual(["/laptop", "/phone"]);
    expect(bodies()).toEqual(["4 new messages in Ana", "4 new messages in Ana"]);
  });

  test("hangs is given up within seconds, and its news wait", async () => {
    const desk = await makeAlertDesk();
    await turnOn(desk, "phone");
    service.answer(() => undefined);
    await makeNews(desk, { channel: "push" });
    await makeNews(desk, { channel: "push", chatId: "5511888888888@c.us" });
    const startedAt = Date.now();
    await tell(desk, "push");
    expect(Date.now() - startedAt).toBeLessThan(12_000);
    expect(service.pushed).toHaveLength(1);
    expect(await alertsOf(desk)).toHaveLength(2);
    expect(await browsersOf(desk)).toHaveLength(1);
  }, 20_000);
});
