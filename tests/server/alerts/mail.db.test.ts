import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { alerts, alertTurns, members, notices, subscriptions, users, workspaces } from "#db/schema/index.ts";
import { leaseMs } from "#server/alerts/turns.ts";
import { newId } from "#server/core/ids.ts";
import type { Mail } from "#server/mail/index.ts";
import { envelope } from "#tests/server/inbox/fixtures.ts";
import {
  type AlertDesk,
  alertsOf,
  contact,
  endPause,
  jobsOf,
  makeAlertDesk,
  makeNews,
  makeRule,
  tell,
} from "./fixtures.ts";

const post = vi.hoisted(() => ({ outbox: [] as Mail[], before: async (_mail: Mail) => {} }));

vi.mock("#server/mail/index.ts", async (original) => ({
  ...(await original<typeof import("#server/mail/index.ts")>()),
  sendMail: async (mail: Mail) => {
    await post.before(mail);
    post.outbox.push(mail);
  },
}));

beforeEach(() => {
  post.outbox.length = 0;
  post.before = async () => {};
});

const asMember = ({ workspaceId, reader }: AlertDesk) =>
  and(eq(members.workspaceId, workspaceId), eq(members.userId, reader.id));

describe("the mail of news", () => {
  test("says how many came where, with the way there, and nothing of what was said", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk, { times: 3 });
    await tell(desk);
    expect(post.outbox).toHaveLength(1);
    const [mail] = post.outbox;
    expect(mail).toMatchObject({ to: desk.reader.email, subject: "3 new messages in Ana · Harbour Clinic" });
    expect(mail?.text).toContain(`/w/${desk.slug}/chats/${desk.chat}`);
    expect(mail?.html).toContain(`/w/${desk.slug}/chats/${desk.chat}`);
    expect(mail?.unsubscribeUrl).toContain(`/w/${desk.slug}/settings/notifications`);
    expect(`${mail?.subject}${mail?.text}${mail?.html}`).not.toContain("secret words");
    expect(await alertsOf(desk)).toEqual([]);
  });

  test("is one for a thousand events of many rules and chats, and one more only after a pause", async () => {
    const desk = await makeAlertDesk();
    const second = await makeRule(desk.workspaceId);
    for (let index = 0; index < 10; index += 1)
      await makeNews(desk, { times: 100, chatId: `55119999900${index}@c.us` });
    await makeNews(desk, { times: 100, chatId: "551199999000@c.us", ruleId: second });
    await tell(desk);
    await makeNews(desk, { times: 7 });
    await tell(desk);
    expect(post.outbox).toHaveLength(1);
    expect(post.outbox[0]?.subject).toContain("1,000 new");
    const [job] = await jobsOf(desk);
    expect((job?.runAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(60_000);
    await endPause(desk);
    await tell(desk);
    expect(post.outbox.map(({ subject }) => subject)[1]).toContain("7 new messages in Ana");
  });

  test("is in the reader's language and time zone", async () => {
    const desk = await makeAlertDesk({ rule: { mail: "hourly" } });
    await systemDb().update(users).set({ locale: "zh-CN" }).where(eq(users.id, desk.reader.id));
    await makeNews(desk, { channel: "digest", times: 2 });
    await tell(desk, "digest");
    expect(post.outbox[0]?.subject).toBe("摘要：Ana 有 2 条新消息 · Harbour Clinic");
  });

  test("names no phone number to whoever may not see one", async () => {
    const desk = await makeAlertDesk({
      member: { hidePhones: true },
      rule: { name: "Calls of +49 151 2345678" },
    });
    await makeNews(desk, { chatId: "4915123456789@c.us" });
    await tell(desk);
    const all = JSON.stringify(post.outbox);
    expect(post.outbox).toHaveLength(1);
    expect(all).not.toContain("15123456789");
  });

  test("tells of a number that dropped by its name, and leads to the event", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk, {
      body: envelope("session.disconnected", { session_id: desk.number.sessionId, reason: "logged_out" }),
    });
    await tell(desk);
    expect(post.outbox[0]?.subject).toContain(`${desk.number.name} lost its connection`);
    expect(post.outbox[0]?.text).toMatch(/\/inbox\?event=[\da-f-]{36}/);
  });
});

describe("news are looked at again when they are told:", () => {
  const reasons: [string, (desk: AlertDesk) => Promise<unknown>][] = [
    [
      "a suspended member",
      (desk) => systemDb().update(members).set({ suspendedAt: new Date() }).where(asMember(desk)),
    ],
    [
      "a role without events",
      (desk) => systemDb().update(members).set({ role: "billing" }).where(asMember(desk)),
    ],
    [
      "a number out of sight",
      (desk) =>
        systemDb()
          .update(members)
          .set({ onlyNumbers: [newId()] })
          .where(asMember(desk)),
    ],
    [
      "a chat of somebody else",
      (desk) => systemDb().update(members).set({ assignedOnly: true }).where(asMember(desk)),
    ],
    [
      "a second factor that is missing",
      (desk) =>
        systemDb()
          .update(workspaces)
          .set({ twoFactorRequired: true })
          .where(eq(workspaces.id, desk.workspaceId)),
    ],
    [
      "a rule that is off",
      (desk) =>
        systemDb().update(subscriptions).set({ enabled: false }).where(eq(subscriptions.id, desk.ruleId)),
    ],
    [
      "a rule that mails no more",
      (desk) =>
        systemDb().update(subscriptions).set({ mail: "none" }).where(eq(subscriptions.id, desk.ruleId)),
    ],
    [
      "a notice that was read",
      (desk) =>
        systemDb()
          .insert(notices)
          .values({
            ...{ workspaceId: desk.workspaceId, id: newId(), userId: desk.reader.id, kind: "event" },
            ...{ about: `${desk.ruleId}:${desk.number.sessionId}:${contact}`, readAt: new Date() },
          }),
    ],
  ];
  test.each(reasons)("%s is not told, and nothing waits any more", async (_name, change) => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    await change(desk);
    await tell(desk);
    expect(post.outbox).toEqual([]);
    expect(await alertsOf(desk)).toEqual([]);
  });

  test("an unread notice stops no mail", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    await systemDb()
      .insert(notices)
      .values({
        ...{ workspaceId: desk.workspaceId, id: newId(), userId: desk.reader.id, kind: "event" },
        about: `${desk.ruleId}:${desk.number.sessionId}:${contact}`,
      });
    await tell(desk);
    expect(post.outbox).toHaveLength(1);
  });

  test("a member who is gone takes their news along", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    await systemDb().delete(members).where(asMember(desk));
    await tell(desk);
    expect(post.outbox).toEqual([]);
    expect(
      await systemDb().select().from(alertTurns).where(eq(alertTurns.workspaceId, desk.workspaceId)),
    ).toEqual([]);
  });
});

describe("when it goes wrong,", () => {
  test("a mail server that is down costs nothing: it is tried again, each time later, and told once", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    post.before = async () => {
      throw new Error("connect ECONNREFUSED");
    };
    const waits: number[] = [];
    for (const _ of ["first", "second", "third"]) {
      await tell(desk);
      const [job] = await jobsOf(desk);
      waits.push((job?.runAt.getTime() ?? 0) - Date.now());
      await endPause(desk);
    }
    expect(waits[0]).toBeGreaterThan(10_000);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(await alertsOf(desk)).toHaveLength(1);
    post.before = async () => {};
    await tell(desk);
    await endPause(desk);
    await tell(desk);
    expect(post.outbox).toHaveLength(1);
  });

  test("a mail server that takes a mail and dies before it says so gets it once more, and then no more", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    post.before = async (mail) => {
      post.outbox.push(mail);
      post.before = async () => {};
      throw new Error("read ECONNRESET");
    };
    await tell(desk);
    await endPause(desk);
    await tell(desk);
    await endPause(desk);
    await tell(desk);
    expect(post.outbox).toHaveLength(2);
  });

  test("a mail server that hangs holds up four at once, and the others come again", async () => {
    const desks = await Promise.all(Array.from({ length: 6 }, () => makeAlertDesk()));
    for (const desk of desks) await makeNews(desk);
    const { promise: answer, resolve } = Promise.withResolvers<void>();
    let asked = 0;
    post.before = () => {
      asked += 1;
      return answer;
    };
    const telling = desks.map((desk) => tell(desk));
    await Promise.all(telling.slice(4));
    await expect.poll(() => asked).toBe(4);
    const waiting = await Promise.all(desks.slice(4).map((desk) => jobsOf(desk)));
    expect(waiting.map((jobs) => jobs.length)).toEqual([1, 1]);
    resolve();
    await Promise.all(telling);
    expect(post.outbox).toHaveLength(4);
  });

  test("two runs at once tell once", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    await Promise.all([tell(desk), tell(desk), tell(desk)]);
    expect(post.outbox).toHaveLength(1);
  });

  test("what comes while a mail leaves is told by the next one, as often as it came", async () => {
    const desk = await makeAlertDesk();
    const id = await makeNews(desk, { times: 2 });
    post.before = async () => {
      post.before = async () => {};
      await systemDb().update(alerts).set({ times: 5 }).where(eq(alerts.id, id));
    };
    await tell(desk);
    expect(await alertsOf(desk)).toMatchObject([{ times: 3 }]);
    expect(await jobsOf(desk)).toHaveLength(1);
    await endPause(desk);
    await tell(desk);
    expect(post.outbox.map(({ subject }) => subject)).toMatchObject([
      expect.stringContaining("2 new messages"),
      expect.stringContaining("3 new messages"),
    ]);
  });

  test("a process that dies with the turn holds it no longer than a run may take", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    const { workspaceId, reader } = desk;
    const notBefore = new Date(Date.now() + leaseMs);
    await systemDb()
      .insert(alertTurns)
      .values({ workspaceId, userId: reader.id, channel: "mail", notBefore });
    await tell(desk);
    expect(post.outbox).toEqual([]);
    expect(await jobsOf(desk)).toMatchObject([{ runAt: notBefore }]);
    await endPause(desk);
    await tell(desk);
    expect(post.outbox).toHaveLength(1);
  });
});
