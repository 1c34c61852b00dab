import fc from "fast-check";
import { expect, test } from "vitest";
import { gather } from "#server/fan-out/gather.ts";
import type { Rule } from "#server/subscriptions/index.ts";

const settings = {
  timeZone: "UTC",
  quietFrom: 22 * 60,
  quietUntil: 7 * 60,
  quietDays: [],
  digestHour: 8,
  mutedUntil: null,
};
const tellers = ["a", "b"].map((userId) => {
  return { userId, restrictions: { onlyNumbers: null, assignedOnly: false }, settings };
});
const rule = (values: Partial<Rule> = {}): Rule => ({
  ...{
    id: "rule",
    name: "Rule",
    preset: null,
    filter: {},
    inApp: true,
    push: false,
    mail: "none",
    urgent: false,
    tellers,
  },
  ...values,
});

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
let seq = 0;
const event = ({
  sessionId = "s" as string | null,
  chatId = "c" as string | null,
  name = "message.received" as string | null,
  chat = null as string | null,
  receivedAt = at("12:00"),
} = {}) => {
  seq += 1;
  const facts = { event: name, inboxId: "i", numberId: sessionId && `number of ${sessionId}`, chatId };
  return {
    ...{ id: `event-${seq}`, seq, receivedAt, inboxId: "i", event: name, sessionId, chatId, chat },
    facts: { ...facts, text: null, direction: null, labelIds: [], assigneeId: null },
    authorId: null,
  };
};

test("every telling is counted once, under its member, rule and chat, with its newest event", () => {
  const shape = fc.record({
    sessionId: fc.constantFrom("s1", "s2", null),
    chatId: fc.constantFrom("c1", "c2", null),
    name: fc.constantFrom("message.received", "session.connected", null),
  });
  const rules = [
    rule(),
    rule({ id: "sessions", filter: { events: ["session.*"] }, push: true, tellers: tellers.slice(0, 1) }),
  ];
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 40 }), (shapes) => {
      const events = shapes.map(event);
      const { notices, alerts } = gather(rules, events);
      const expected = new Map<string, { times: number; eventId: string }>();
      for (const one of events) {
        const about = [one.sessionId, one.chatId ?? one.event].filter((part) => part !== null).join(":");
        const names = one.event?.startsWith("session.")
          ? ["a rule", "b rule", "a sessions"]
          : ["a rule", "b rule"];
        for (const name of names) {
          const times = 1 + (expected.get(`${name} ${about}`)?.times ?? 0);
          expected.set(`${name} ${about}`, { times, eventId: one.id });
        }
      }
      const got = notices.map(({ userId, subscriptionId, about, times, eventId }) => {
        return [`${userId} ${subscriptionId} ${about}`, { times, eventId }] as const;
      });
      expect(got).toHaveLength(expected.size);
      expect(new Map(got)).toEqual(expected);
      expect(alerts.every(({ userId, channel }) => userId === "a" && channel === "push")).toBe(true);
    }),
  );
});

test("a chat's notice leads to the chat once one of its events knows it", () => {
  const events = [event(), event({ chat: "the-chat" }), event()];
  expect(gather([rule()], events).notices).toMatchObject([
    { userId: "a", chat: "the-chat", times: 3 },
    { userId: "b", chat: "the-chat", times: 3 },
  ]);
});

test("each way of telling has its own moment, by when the first event came", () => {
  const ways = (values: Partial<Rule>) =>
    gather(
      [rule({ inApp: false, tellers: tellers.slice(0, 1), ...values })],
      [event({ receivedAt: at("21:50") }), event({ receivedAt: at("22:10") })],
    );
  const late = at("21:50");
  expect(ways({}).alerts).toEqual([]);
  expect(ways({ push: true })).toMatchObject({
    notices: [],
    alerts: [{ channel: "push", dueAt: late, firstAt: late, times: 2 }],
  });
  expect(ways({ mail: "at_once" }).alerts).toMatchObject([{ channel: "mail", dueAt: late }]);
  expect(ways({ mail: "daily" }).alerts).toMatchObject([
    { channel: "digest", dueAt: new Date("2026-03-03T08:00:00Z") },
  ]);
});

test("in quiet hours only what is urgent is told at once", () => {
  const night = [event({ receivedAt: at("23:00") })];
  const dueAt = (urgent: boolean) => gather([rule({ push: true, urgent })], night).alerts[0]?.dueAt;
  expect(dueAt(true)).toEqual(at("23:00"));
  expect(dueAt(false)).toEqual(new Date("2026-03-03T07:00:00Z"));
});

test("whoever muted everything keeps the notice and gets no push", () => {
  const muted = [
    {
      userId: "a",
      restrictions: { onlyNumbers: null, assignedOnly: false },
      settings: { ...settings, mutedUntil: "2026-03-03T00:00:00Z" },
    },
  ];
  const { notices, alerts } = gather([rule({ push: true, tellers: muted })], [event(), event()]);
  expect(notices).toMatchObject([{ times: 2 }]);
  expect(alerts).toEqual([]);
});
