import { createHmac } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { buildRequest, type DestinationToSend } from "#server/destinations/build-request.ts";
import type { EventToSend } from "#server/destinations/envelope.ts";
import { checkSignature } from "#server/inbox/signature.ts";
import { eventToSend, messageBody } from "./support/events.ts";

const secretOf = (letter: string) => `whsec_${Buffer.alloc(32, letter).toString("base64")}`;
const secret = secretOf("a");

const destination: DestinationToSend = {
  url: "https://example.com/hook?key=1",
  format: "standard",
  template: null,
  secret,
  previousSecret: null,
  headers: {},
};

const build = (
  changed: Partial<DestinationToSend> = {},
  event: EventToSend = eventToSend(),
  delivery = { id: "d1", attempt: 1, isReplay: false },
) => buildRequest({ ...destination, ...changed }, event, delivery, new Date());

const asJson = async (...args: Parameters<typeof build>) =>
  JSON.parse((await build(...args)).body.toString());

const formats = ["standard", "raw", "slack", "discord", "teams"] as const;
const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(`{"event":"a.b","timestamp":"t","data":${text}}`)),
);

describe("signatures", () => {
  test("of any body in any format verify with the library that receivers have", async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, fc.constantFrom(...formats), async (body, format) => {
        const request = await build({ format }, eventToSend({ body }));
        new Webhook(secret).verify(request.body, request.headers, { jsonParse: false });
        const wrong = new Webhook(secretOf("b"));
        expect(() => wrong.verify(request.body, request.headers, { jsonParse: false })).toThrow();
      }),
    );
  });

  test("of bytes that are no text are made of the bytes, as the specification has it", async () => {
    const body = Buffer.from([0xff, 0x00, 0xfe]);
    const { headers } = await build({ format: "raw" }, eventToSend({ body }));
    const signed = Buffer.concat([
      Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`),
      body,
    ]);
    const expected = createHmac("sha256", Buffer.alloc(32, "a")).update(signed).digest("base64");
    expect(headers["webhook-signature"]?.split(" ")).toContain(`v1,${expected}`);
  });

  test("are made with both secrets while the old one is still good", async () => {
    const { body, headers } = await build({ previousSecret: secretOf("b") });
    for (const one of [secret, secretOf("b")]) new Webhook(one).verify(body, headers);
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
  });

  test("in MoltFlow's form come with the raw format alone", async () => {
    const body = messageBody();
    const { headers } = await build({ format: "raw" }, eventToSend({ body }));
    expect(checkSignature(headers["x-webhook-signature"], body, [secret])).toBe("good");
    expect((await build()).headers).not.toHaveProperty("x-webhook-signature");
  });
});

describe("headers", () => {
  test("name the event alike at each attempt and replay, and the delivery and its attempt", async () => {
    const event = eventToSend();
    const first = await build({}, event);
    const replay = await build({}, event, { id: "d2", attempt: 3, isReplay: true });
    expect(first.headers).toMatchObject({
      "webhook-id": `msg_${event.id}`,
      "x-moltdesk-delivery": "d1",
      "x-moltdesk-attempt": "1",
      "content-type": "application/json",
    });
    expect(first.headers).not.toHaveProperty("x-moltdesk-replay");
    expect(replay.headers).toMatchObject({
      "webhook-id": `msg_${event.id}`,
      "x-moltdesk-delivery": "d2",
      "x-moltdesk-attempt": "3",
      "x-moltdesk-replay": "true",
    });
  });

  test("of the destination are sent, but stand in for none of ours except the sender's name", async () => {
    const headers = { Authorization: "Bearer x", "User-Agent": "us", "Webhook-Id": "forged" };
    const request = await build({ headers });
    expect(request.headers).toMatchObject({ authorization: "Bearer x", "user-agent": "us" });
    expect(request.headers["webhook-id"]).toMatch(/^msg_/);
    expect(Object.keys(request.headers)).not.toContain("Webhook-Id");
  });
});

describe("the standard format", () => {
  test("tells of the event, with MoltFlow's data as its own", async () => {
    const event = eventToSend();
    expect(await asJson({}, event)).toEqual({
      id: `msg_${event.id}`,
      type: "message.received",
      timestamp: "2026-02-11T10:00:01.000Z",
      sentAt: "2026-02-11T10:00:00Z",
      workspace: event.workspaceId,
      seq: 7,
      verdict: "verified",
      data: { chat_id: "5511999999999@c.us", sender_name: "Anna", message: "Hello" },
    });
  });

  test.each([
    ["JSON that is in no envelope", Buffer.from('{"a":1}'), { data: { a: 1 } }],
    [
      "an envelope whose data is none",
      Buffer.from('{"event":"a","data":3}'),
      { data: { event: "a", data: 3 } },
    ],
    ["no JSON", Buffer.from("a=1"), { data: null, raw: "YT0x" }],
    ["no text", Buffer.from([0x22, 0xff, 0x22]), { data: null, raw: "Iv8i" }],
    ["nothing", Buffer.alloc(0), { data: null, raw: "" }],
  ])("takes %s", async (_name, body, expected) => {
    expect(await asJson({}, eventToSend({ body, event: null }))).toMatchObject({
      type: "unknown",
      ...expected,
    });
  });

  test("keeps numbers that are longer than a double is exact", async () => {
    const body = Buffer.from(
      '{"event":"a","data":{"id":12345678901234567890,"x":1.50,"y":0.10000000000000000001}}',
    );
    const text = (await build({}, eventToSend({ body }))).body.toString();
    expect(text).toContain('"data":{"id":12345678901234567890,"x":1.50,"y":0.10000000000000000001}');
  });

  test("is not felled by what is nested without end", async () => {
    const body = Buffer.from(`${"[".repeat(400_000)}${"]".repeat(400_000)}`);
    const message = await asJson({}, eventToSend({ body }));
    expect(Buffer.from(message.raw, "base64").equals(body)).toBe(true);
  });
});

test("the raw format is what arrived, byte for byte, with its own type", async () => {
  await fc.assert(
    fc.asyncProperty(anyBody, async (body) => {
      const request = await build({ format: "raw", template: '{"not":"used"}' }, eventToSend({ body }));
      expect(request.body.equals(body)).toBe(true);
      expect(request.headers["content-type"]).toBe("application/json; charset=utf-8");
    }),
  );
});

test.each([[{}], [{ "content-type": "a\u0080b" }]])(
  "a type that nobody gave, or can send, is bytes",
  async (headers) => {
    const request = await build({ format: "raw" }, eventToSend({ headers }));
    expect(request.headers["content-type"]).toBe("application/octet-stream");
  },
);

describe("chat tools", () => {
  const event = eventToSend({ body: messageBody({ message: "<!channel> @everyone [a](b) & *c*" }) });

  test("Slack reads no links and no calls out of a customer's words", async () => {
    expect(await asJson({ format: "slack" }, event)).toEqual({
      text: "message.received · Anna\n&lt;!channel&gt; @everyone [a](b) &amp; *c*",
    });
  });

  test("Discord neither, and is told to call nobody", async () => {
    expect(await asJson({ format: "discord" }, event)).toEqual({
      content: "message.received · Anna\n<!channel\\> @everyone \\[a\\]\\(b\\) & \\*c\\*",
      allowed_mentions: { parse: [] },
    });
  });

  test("Teams gets a card whose words are plain", async () => {
    const { type, attachments } = await asJson({ format: "teams" }, event);
    expect(type).toBe("message");
    expect(attachments[0].contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(attachments[0].content).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
    const texts = attachments[0].content.body.map(
      (block: { inlines: { text: string }[] }) => block.inlines[0]?.text,
    );
    expect(texts).toEqual(["message.received · Anna", "<!channel> @everyone [a](b) & *c*"]);
  });

  test("no words at all: the event's name is left", async () => {
    const body = Buffer.from("what?");
    expect(await asJson({ format: "slack" }, eventToSend({ body, event: null }))).toEqual({
      text: "unknown",
    });
  });

  test("whatever is written, Discord gets at most 2,000 letters, none of them half", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1_500, maxLength: 2_500 }), async (message) => {
        const { content } = await asJson(
          { format: "discord" },
          eventToSend({ body: messageBody({ message }) }),
        );
        expect(content.length).toBeLessThanOrEqual(2_000);
        expect(content.isWellFormed()).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("a template for Discord calls nobody either, unless it says whom", async () => {
    const template = '{"content":"{{data.message}}"}';
    expect(await asJson({ format: "discord", template }, event)).toMatchObject({
      allowed_mentions: { parse: [] },
    });
    const chosen = '{"content":"x","allowed_mentions":{"parse":["users"]}}';
    expect(await asJson({ format: "discord", template: chosen }, event)).toMatchObject({
      allowed_mentions: { parse: ["users"] },
    });
  });

  test("a template for Slack gets words that Slack reads nothing out of", async () => {
    const template = '{"text":"{{data.message}}","all":{{data}}}';
    const message = await asJson({ format: "slack", template }, event);
    expect(message.text).toContain("&lt;!channel&gt;");
    expect(message.all.message).toContain("&lt;!channel&gt;");
  });
});
