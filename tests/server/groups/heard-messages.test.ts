import fc from "fast-check";
import { expect, test } from "vitest";
import { type Heard, readHeard, withHeard } from "#server/groups/heard-messages.ts";
import type { GroupMessageView } from "#server/groups/schemas.ts";

const groupId = "a1b2c3d4-e5f6-4789-8abc-def012345678";
const at = (minute: number) => new Date(Date.UTC(2026, 1, 11, 10, minute)).toISOString();
const analysis = { intent: "buying_intent", leadScore: 9, confidence: 0.9, reason: "asks for a price" };
const message = (id: string, minute: number): GroupMessageView => ({
  ...{ id, senderName: "Ana", senderPhone: "+15550100000", text: `words ${id}`, sentAt: at(minute) },
  analysis: null,
});

test("a page with what was heard is newest first and has each message once, however often it was told of", () => {
  const told = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 10 });
  const heard = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(told, heard, (minutes, events) => {
      const page = minutes.sort((a, b) => b - a).map((minute) => message(`m${minute}`, minute));
      const since = events.map(
        ([minute, isAnalysis]): Heard =>
          isAnalysis
            ? { ...message(`m${minute}`, minute), sentAt: null, analysis }
            : message(`m${minute}`, minute),
      );
      const all = withHeard(page, since);
      const ids = all.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { id } of page) expect(ids).toContain(id);
      const times = all.map(({ sentAt }) => Date.parse(sentAt ?? ""));
      expect(times).toEqual([...times].sort((a, b) => b - a));
      const oldest = Math.min(...minutes);
      for (const [minute, isAnalysis] of events) {
        const isOn = all.find(({ id }) => id === `m${minute}`);
        // A message is on the page unless it is older than the page; an analysis alone makes none.
        if (!isAnalysis && minute >= oldest) expect(isOn).toBeDefined();
        if (isAnalysis && isOn) expect(isOn.analysis).toEqual(analysis);
      }
    }),
  );
});

const body = (event: string, data: object, timestamp: unknown = "2026-02-11T10:05:00Z") =>
  Buffer.from(JSON.stringify({ event, timestamp, data }));
const data = { group_id: groupId, message_id: "m1", sender_phone: "+15550100000", content_preview: "Help!" };
const receivedAt = new Date("2026-02-11T11:00:00Z");

test("an event of the group is read, whatever else it holds or lacks", () => {
  expect(readHeard(body("group.message", data), groupId, receivedAt)).toEqual({
    ...{ id: "m1", senderName: null, senderPhone: "+15550100000", text: "Help!", analysis: null },
    sentAt: "2026-02-11T10:05:00.000Z",
  });
  expect(readHeard(body("group.message", data, 17), groupId, receivedAt)?.sentAt).toBe(
    receivedAt.toISOString(),
  );
  const ai_analysis = { intent: "complaint", lead_score: 2, confidence: 0.5, reason: "angry" };
  expect(
    readHeard(body("group.message.analyzed", { ...data, ai_analysis }), groupId, receivedAt),
  ).toMatchObject({ sentAt: null, analysis: { intent: "complaint", leadScore: 2 } });
});

test.each([
  ["another group's", body("group.message", { ...data, group_id: "other" })],
  ["another event", body("message.received", data)],
  ["no message's", body("group.message", { group_id: groupId })],
  ["no JSON", Buffer.from("{")],
])("what is %s tells of no message", (_what, bytes) => {
  expect(readHeard(bytes, groupId, receivedAt)).toBeNull();
});
