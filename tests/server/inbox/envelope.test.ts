import fc from "fast-check";
import { expect, test } from "vitest";
import { readEnvelope, readPreview } from "#server/inbox/envelope.ts";

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

test("the envelope of the contract is read", () => {
  const body = bytes({
    event: "message.received",
    timestamp: "2026-02-11T10:05:00Z",
    data: { session_id: "s-1", chat_id: "5511999999999@c.us", message: "Hello!", direction: "inbound" },
  });
  expect(readEnvelope(body)).toEqual({
    event: "message.received",
    sessionId: "s-1",
    chatId: "5511999999999@c.us",
  });
  expect(readPreview(body)).toEqual({ preview: "Hello!", direction: "inbound", sender: null });
});

test("a group message is filed under its group", () => {
  const body = bytes({
    event: "group.message",
    data: { session_id: "s", wa_group_id: "12@g.us", sender_name: "Ana" },
  });
  expect(readEnvelope(body).chatId).toBe("12@g.us");
  expect(readPreview(body).sender).toBe("Ana");
});

test("no bytes and no JSON make it throw, and names never hold NUL or run long", () => {
  const anything = fc.oneof(
    fc.uint8Array().map((raw) => Buffer.from(raw)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .record({ event: fc.anything(), data: fc.record({ session_id: fc.string(), chat_id: fc.anything() }) })
      .map((value) =>
        Buffer.from(
          JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "",
        ),
      ),
  );
  fc.assert(
    fc.property(anything, (body) => {
      for (const name of Object.values(readEnvelope(body))) {
        if (name !== null) expect(name.length <= 200 && !name.includes("\0")).toBe(true);
      }
      readPreview(body);
    }),
  );
});
