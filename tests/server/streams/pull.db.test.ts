import { expect, test } from "vitest";
import { z } from "zod";
import { acceptEvent } from "#server/inbox/index.ts";
import { openFor } from "#server/streams/open-streams.ts";
import type { EventsAnswer } from "#server/streams/schemas.ts";
import { makeEvent } from "#tests/support/factories.ts";
import { askEvents, makeMember, makePlace, makeProgram } from "./fixtures.ts";

const problemShape = z.object({ status: z.number(), reason: z.string(), detail: z.string() });

async function pull(query: string, token: string): Promise<EventsAnswer> {
  const response = await askEvents(query, { token });
  expect(response.status).toBe(200);
  return response.json();
}

async function refusal(query: string, token?: string) {
  const response = await askEvents(query, token === undefined ? {} : { token });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemShape.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

const send = (token: string, body: Buffer, headers: Record<string, string> = {}) =>
  acceptEvent({ token, headers, readBody: async () => body });

test("pages go on from each other without gap, and the last one says that there is no more", async () => {
  const { workspaceId, inbox, token } = await makePlace();
  for (let n = 1; n <= 7; n++) await makeEvent(workspaceId, inbox.id, `event ${n}`);
  const seqs: number[] = [];
  let [after, more] = [0, true];
  while (more) {
    const page = await pull(`after=${after}&limit=3`, token);
    seqs.push(...page.events.map(({ seq }) => seq));
    ({ next: after, more } = page);
  }
  expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(await pull(`after=${after}`, token)).toEqual({ events: [], next: 7, more: false });
  expect(await pull("after=latest", token)).toEqual({ events: [], next: 7, more: false });
});

test("an event brings its headers, its JSON as it is meant, and its bytes when they are asked for", async () => {
  const { inbox, token } = await makePlace();
  const body = Buffer.from('{ "event":"message.received",  "n": 1.50 }\n');
  await send(inbox.token, body, { "x-webhook-signature": "abc", "content-type": "application/json" });
  const [plain] = (await pull("", token)).events;
  expect(plain).toMatchObject({
    ...{ seq: 1, event: "message.received", inboxId: inbox.id, verdict: "unsigned", duplicates: 0 },
    headers: { "x-webhook-signature": "abc", "content-type": "application/json" },
    body: { event: "message.received", n: 1.5 },
  });
  expect(plain).not.toHaveProperty("bodyBase64");
  const [raw] = (await pull("raw=1", token)).events;
  expect(Buffer.from(raw?.bodyBase64 ?? "", "base64")).toEqual(body);
});

test("a body that is no JSON comes as text, one that is no text as null, one too deep to write again as text", async () => {
  const { inbox, token } = await makePlace();
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const bodies = [Buffer.from("a=1&b=2"), Buffer.from([0xff, 0xfe]), Buffer.from(deep), Buffer.from("")];
  for (const body of bodies) await send(inbox.token, body);
  const { events } = await pull("", token);
  expect(events.map(({ body }) => body)).toEqual(["a=1&b=2", null, deep, ""]);
});

test("large bodies make short pages, and each of them is in one", async () => {
  const { inbox, token } = await makePlace();
  for (let n = 0; n < 5; n++) await send(inbox.token, Buffer.alloc(900_000, String(n)));
  const first = await pull("", token);
  expect([first.events.length, first.next, first.more]).toEqual([2, 2, true]);
  const second = await pull("after=2", token);
  expect([second.events.length, second.next, second.more]).toEqual([2, 4, true]);
  expect(await pull("after=4", token)).toMatchObject({ next: 5, more: false });
});

test("filters narrow by name, number, inbox and chat; what does not fit is passed over", async () => {
  const { workspaceId, inbox, token, numberId, sessionId } = await makePlace();
  await makeEvent(workspaceId, inbox.id, "of a number", sessionId);
  await makeEvent(workspaceId, inbox.id, "of none");
  await send(inbox.token, Buffer.from('{"event":"session.connected"}'));
  await send(inbox.token, Buffer.from("no name"));
  const seqsOf = async (query: string) => (await pull(query, token)).events.map(({ seq }) => seq);
  expect(await seqsOf("events=message.received")).toEqual([1, 2]);
  expect(await seqsOf("events=message.*,session.connected")).toEqual([1, 2, 3]);
  expect(await seqsOf("events=message_received")).toEqual([]);
  expect(await seqsOf("events=*")).toEqual([1, 2, 3, 4]);
  expect(await seqsOf(`number=${numberId}`)).toEqual([1]);
  expect(await seqsOf(`inbox=${inbox.id}&chat=5511999999999@c.us`)).toEqual([1, 2]);
  expect((await pull("events=nothing.such", token)).next).toBe(4);
});

test("a waiting answer comes with the first event, or empty when its time is over", async () => {
  const { workspaceId, inbox, token, tokenId } = await makePlace();
  const waiting = pull("wait=20", token);
  await expect.poll(() => openFor(tokenId)).toBe(1);
  await makeEvent(workspaceId, inbox.id, "at last");
  expect(await waiting).toMatchObject({ events: [{ seq: 1 }], next: 1 });
  expect(await pull("after=1&wait=1", token)).toEqual({ events: [], next: 1, more: false });
  expect(openFor(tokenId)).toBe(0);
});

test("wrong questions are told as problems, and name what is wrong", async () => {
  const { token } = await makePlace();
  for (const query of ["after=-1", "limit=0", "limit=501", "wait=26", "number=1", "events=a b", "event=x"]) {
    expect(await refusal(query, token), query).toMatchObject({ status: 400, reason: "input.invalid" });
  }
  expect(await refusal("after=5", token)).toMatchObject({ status: 400, reason: "event.after_ahead" });
  const foreign = await makePlace();
  expect(await refusal(`number=${foreign.numberId}`, token)).toMatchObject({ reason: "number.not_found" });
});

test("a member without phone numbers gets none, neither in fields, nor in names of fields, nor as bytes", async () => {
  const place = await makePlace();
  const { token } = await makeMember(place, "agent", { hidePhones: true });
  const payload = {
    event: "message.received",
    "5511999999999@c.us": { from: 5_511_999_999_999, words: "call +55 11 99999-9999", n: 3 },
    data: { chat_id: "5511999999999@c.us" },
  };
  const headers = { "x-from": "+5511999999999" };
  await send(place.inbox.token, Buffer.from(JSON.stringify(payload)), headers);
  const answer = JSON.stringify(await pull("", token));
  expect(answer).not.toContain("99999");
  expect(answer).toContain('"n":3');
  expect(await refusal("raw=1", token)).toMatchObject({ status: 403, reason: "member.phones_hidden" });
  expect((await pull("raw=1", place.token)).events).toHaveLength(1);
});

test("all tokens of a workspace share its calls a minute here too", async () => {
  const place = await makePlace();
  const other = await makeProgram(place);
  const statuses = new Set<number>();
  for (let n = 0; n < 620 && !statuses.has(429); n++) {
    const { token } = n % 2 === 0 ? place : other;
    statuses.add((await askEvents("after=latest", { token })).status);
  }
  expect(statuses).toEqual(new Set([200, 429]));
  const answer = await askEvents("", { token: place.token });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
}, 60_000);
