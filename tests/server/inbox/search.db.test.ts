import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chatAlias } from "#server/core/pseudonym.ts";
import { listEvents } from "#server/inbox/reads.ts";
import { type ListEventsInput, listEventsSchema } from "#server/inbox/schemas.ts";
import { deliver, makePlace } from "#tests/server/replays/fixtures.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { envelope, makeConnection, makeNumber, received, storeEvent } from "./fixtures.ts";

const search = (workspaceId: string, input: Partial<ListEventsInput>, hidesPhones = false) =>
  listEvents(workspaceId, listEventsSchema.parse(input), hidesPhones);
const seqsOf = async (page: ReturnType<typeof search>) => (await page).events.map(({ seq }) => seq);

describe("a search", () => {
  let workspaceId: string;
  beforeAll(async () => {
    const made = await makePlace();
    workspaceId = made.workspaceId;
    const of = (data: object) =>
      storeEvent(workspaceId, made.inboxId, JSON.stringify({ event: "x.y", data }));
    await of({
      message: "The INVOICE of Ｍay",
      sender_phone: "4915112345678",
      chat_id: "4915112345678@c.us",
    });
    await of({ message: "Gr\u00fc\u00dfe", n: 42, items: [{ name: "Tea" }], chat_id: "4917000000000@g.us" });
    await storeEvent(workspaceId, made.inboxId, "no JSON, an invoice all the same");
    const last = await of({ message: "nothing" });
    await deliver(made.place, [last], "dead");
  });

  test("finds all words in values, in any case and form, and in what is no JSON", async () => {
    const by = (text: string) => seqsOf(search(workspaceId, { text }));
    expect(await by("invoice")).toEqual([3, 1]);
    expect(await by("may  invoice")).toEqual([1]);
    expect(await by("grüsse")).toEqual([]);
    expect(await by("GRÜßE")).toEqual([2]);
    // Names of fields are no words.
    expect(await by("sender_phone")).toEqual([]);
  });

  test("finds what stands at a place in the JSON, or that something does", async () => {
    const by = (path: string, value?: string) =>
      seqsOf(search(workspaceId, { path, ...(value !== undefined && { value }) }));
    expect(await by("data.sender_phone", "4915112345678")).toEqual([1]);
    expect(await by("data.n", "42")).toEqual([2]);
    expect(await by("data.items[0].name", "Tea")).toEqual([2]);
    expect(await by("data.items.0.name")).toEqual([2]);
    expect(await by("data.items.1.name")).toEqual([]);
    expect(await by("data.constructor")).toEqual([]);
  });

  test("finds a chat by number or address, and events by what became of their deliveries", async () => {
    expect(await seqsOf(search(workspaceId, { phone: "+49 151 1234-5678" }))).toEqual([1]);
    expect(await seqsOf(search(workspaceId, { phone: "4917000000000@g.us" }))).toEqual([2]);
    expect(await seqsOf(search(workspaceId, { phone: "4917000000000@c.us" }))).toEqual([]);
    expect(await seqsOf(search(workspaceId, { delivery: "dead" }))).toEqual([4]);
    expect(await seqsOf(search(workspaceId, { delivery: "undelivered", event: "x.y" }))).toEqual([2, 1]);
  });

  test("does not find numbers for those who do not see them, but by the names that they see", async () => {
    const hidden = (input: Partial<ListEventsInput>) => seqsOf(search(workspaceId, input, true));
    expect(await hidden({ text: "4915112345678" })).toEqual([]);
    expect(await hidden({ path: "data.sender_phone", value: "4915112345678" })).toEqual([]);
    expect(await hidden({ phone: "4915112345678" })).toEqual([]);
    expect(await hidden({ phone: chatAlias(workspaceId, "4915112345678@c.us") })).toEqual([1]);
    expect(await hidden({ text: "invoice" })).toEqual([3, 1]);
  });

  test("refuses what is no place in JSON", () => {
    for (const path of ["", ".", "a..b", "a[b]", "a b", "a.", "x".repeat(300)]) {
      expect(listEventsSchema.safeParse({ path }).success, path).toBe(false);
    }
  });
});

test("events of numbers outside the allowlist are not found", async () => {
  const { workspaceId } = await makePlace();
  const connectionId = await makeConnection(workspaceId);
  const { sessionId } = await makeNumber(workspaceId, connectionId, { allowed: false });
  const inbox = await makeInbox(workspaceId, { connectionId });
  await storeEvent(workspaceId, inbox.id, received(sessionId, "theirs"));
  expect(await seqsOf(search(workspaceId, { text: "theirs" }))).toEqual([]);
});

test("among 50,000 events a page ends after 20,000, says how far it came, and the next goes on from there", async () => {
  const { workspaceId, inboxId } = await makePlace();
  await storeEvent(workspaceId, inboxId, envelope("x.y", { message: "needle" }));
  await storeEvent(workspaceId, inboxId, envelope("x.y", { message: "hay" }));
  await systemDb().execute(sql`
    insert into events select workspace_id, seq + n, gen_random_uuid(), inbox_id, received_at, verdict, event,
      session_id, chat_id, sha256, 0, headers, body
    from events cross join generate_series(1, 49998) n where workspace_id = ${workspaceId} and seq = 2`);
  const pages: Awaited<ReturnType<typeof search>>[] = [];
  for (let before: number | null = 50_001; before !== null && pages.length < 9; ) {
    const page: Awaited<ReturnType<typeof search>> = await search(workspaceId, { text: "needle", before });
    pages.push(page);
    before = page.nextBefore;
  }
  expect(pages.map(({ nextBefore }) => nextBefore)).toEqual([30_001, 10_001, null]);
  expect(pages.map(({ searchedTo }) => searchedTo !== null)).toEqual([true, true, false]);
  expect(pages.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([1]);
  // Pages of what is found often are whole, and meet without a gap.
  const first = await search(workspaceId, { text: "hay", limit: 100 });
  const second = await search(workspaceId, { text: "hay", limit: 100, before: first.nextBefore ?? 0 });
  expect([...first.events, ...second.events].map(({ seq }) => seq)).toEqual(
    Array.from({ length: 200 }, (_, index) => 50_000 - index),
  );
});
