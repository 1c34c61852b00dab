import { createHash, createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { systemSql } from "#db/client.ts";
import type { RunningDispatcher } from "#server/deliveries/dispatcher.ts";
import { startFanOut } from "#server/fan-out/pump.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { type Sink, startSink } from "#tests/support/sink.ts";
import { dispatcherFor, makeDesk, makeDestination, statesOf } from "../server/deliveries/fixtures.ts";
import { readCursor } from "../server/fan-out/fixtures.ts";
import { expectBooksBalance } from "./support/books.ts";

let sink: Sink;
let desk: Awaited<ReturnType<typeof makeDesk>>;
let destination: string;
let dispatcher: RunningDispatcher;
let fanOut: ReturnType<typeof startFanOut>;
beforeAll(async () => {
  sink = await startSink();
  await systemSql().unsafe(`
    create sequence refused_writes;
    create function disk_is_full() returns trigger language plpgsql security definer as $$
      begin perform nextval('refused_writes');
      raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
});
beforeEach(async () => {
  sink.requests.length = 0;
  desk = await makeDesk();
  destination = await makeDestination(desk.workspaceId, { url: sink.url });
  [fanOut, dispatcher] = [startFanOut(), dispatcherFor()];
});
afterEach(async () => {
  for (const table of ["events", "deliveries", "delivery_attempts"]) await freeDisk(table);
  await Promise.all([dispatcher.stop(), fanOut.stop()]);
});
afterAll(() => sink.close());

const fillDisk = (table: string, what = "insert") =>
  systemSql().unsafe(`create trigger disk_is_full before ${what} on ${table} for each statement
    execute function disk_is_full()`);
const freeDisk = (table: string) => systemSql().unsafe(`drop trigger if exists disk_is_full on ${table}`);

/** Resolves when a write was refused from now on; a sequence keeps what a transaction takes back. */
async function untilRefused(): Promise<void> {
  const count = async () => (await systemSql()`select last_value from refused_writes`)[0]?.last_value;
  const before = await count();
  await later(async () => expect(await count()).not.toBe(before));
}

const bodyOf = (text: string) =>
  Buffer.from(JSON.stringify({ event: "message.received", data: { message: text } }));

/** Sends once, as MoltFlow does. */
const send = (text: string) => {
  const { token, secret } = desk.inbox;
  const body = bodyOf(text);
  const signature = createHmac("sha256", String(secret)).update(body).digest("hex");
  return acceptEvent({
    token,
    headers: { "x-webhook-signature": signature },
    readBody: async () => body,
  });
};

const later = <T>(check: () => T) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const allDelivered = (count: number) =>
  later(async () => expect(await statesOf(destination)).toEqual({ delivered: count }));

/** What the sink got, by the digests of the events' own data. */
const got = () =>
  sink.requests.map(({ body }) =>
    createHash("sha256")
      .update(JSON.stringify(JSON.parse(body.toString()).data))
      .digest("hex"),
  );

async function expectWhole(count: number): Promise<void> {
  await allDelivered(count);
  const wishes = new Map([[destination, ["message.received"]]]);
  expect(await expectBooksBalance(desk.workspaceId, wishes, "afterwards")).toEqual({ waiting: 0, behind: 0 });
  expect(new Set(got()).size).toBe(count);
}

test("while events cannot be stored senders are asked to come back, and what they repeat is an event, once", async () => {
  await fillDisk("events");
  for (const text of ["one", "two"]) {
    const refused = await send(text);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers?.["retry-after"])).toBeGreaterThan(0);
  }
  await freeDisk("events");
  // Nothing of the refused tries is left, by which these would be taken for copies.
  for (const text of ["one", "two"]) expect((await send(text)).status).toBe(202);
  expect((await send("one")).status).toBe(200);
  await expectWhole(2);
});

test("while deliveries cannot be written the fan-out stands where it was, and goes on from there", async () => {
  await send("before");
  await allDelivered(1);
  await fillDisk("deliveries");
  for (const text of ["one", "two", "three"]) expect((await send(text)).status).toBe(202);
  await untilRefused();
  // Accepting goes on meanwhile; the cursor is where the last whole turn left it.
  expect(await readCursor(desk.workspaceId)).toBe(1);
  expect(await statesOf(destination)).toEqual({ delivered: 1 });
  await freeDisk("deliveries");
  await expectWhole(4);
});

test("while results cannot be written no delivery counts as done, whatever the program answered", async () => {
  await fillDisk("delivery_attempts");
  for (const text of ["one", "two", "three"]) await send(text);
  await sink.received(3);
  await untilRefused();
  expect(await statesOf(destination)).toEqual({ delivering: 3 });
  await freeDisk("delivery_attempts");
  await expectWhole(3);
});

test("while nothing can be claimed nothing is sent, and it all goes out afterwards", async () => {
  await fillDisk("deliveries", "update");
  await send("one");
  await later(async () => expect(await statesOf(destination)).toEqual({ pending: 1 }));
  await untilRefused();
  expect(sink.requests).toEqual([]);
  await freeDisk("deliveries");
  await expectWhole(1);
});
