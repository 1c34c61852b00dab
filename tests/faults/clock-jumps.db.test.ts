import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { databaseNow } from "#db/now.ts";
import { sendAlerts } from "#server/alerts/jobs.ts";
import { claimDeliveries } from "#server/deliveries/claim.ts";
import type { RunningDispatcher } from "#server/deliveries/dispatcher.ts";
import { startFanOut } from "#server/fan-out/pump.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { makeAlertDesk, makeNews } from "#tests/server/alerts/fixtures.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { type Sink, startSink } from "#tests/support/sink.ts";
import {
  attemptsOf,
  deliveriesTo,
  dispatcherFor,
  makeDesk,
  makeDestination,
  passTime,
  statesOf,
  turnOf,
} from "../server/deliveries/fixtures.ts";

const hourMs = 3_600_000;
let sink: Sink;
let dispatcher: RunningDispatcher | undefined;
let fanOut: ReturnType<typeof startFanOut> | undefined;
beforeAll(async () => {
  sink = await startSink();
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all([dispatcher?.stop(), fanOut?.stop()]);
  dispatcher = fanOut = undefined;
  sink.answer({ status: 204 });
  sink.requests.length = 0;
});
afterAll(() => sink.close());

/** This process's clock shows another time; the database's, and how fast time passes, stay. */
const jump = (byMs: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + byMs });
const now = async () => (await databaseNow(systemDb())).getTime();
/** From now until then, by the database's clock. */
const awayMs = async (at: Date | null | undefined) => (at?.getTime() ?? Number.NaN) - (await now());
const until = (destination: string, states: Record<string, number>) =>
  vi.waitFor(async () => expect(await statesOf(destination)).toEqual(states), { timeout: 15_000 });

const arrive = ({ token, secret }: { token: string; secret: string | null }, text: string) => {
  const body = Buffer.from(JSON.stringify({ event: "message.received", data: { message: text } }));
  const signature = createHmac("sha256", String(secret)).update(body).digest("hex");
  const headers = { "x-webhook-signature": signature };
  return acceptEvent({ token, headers, readBody: async () => body });
};

describe.each([
  ["forward", hourMs],
  ["back", -hourMs],
])("when a process's clock jumps an hour %s", (direction, byMs) => {
  test("events go through at once, and once", async () => {
    const { workspaceId, inbox } = await makeDesk();
    const destination = await makeDestination(workspaceId, {
      url: `${sink.url}/${direction}`,
      ordered: true,
    });
    const got = () => sink.requests.filter(({ path }) => path === `/${direction}`);
    [fanOut, dispatcher] = [startFanOut(), dispatcherFor()];
    await arrive(inbox, "before");
    await until(destination, { delivered: 1 });
    jump(byMs);
    for (const text of ["one", "two", "three"]) expect((await arrive(inbox, text)).status).toBe(202);
    await until(destination, { delivered: 4 });
    vi.useRealTimers();
    await arrive(inbox, "after");
    await until(destination, { delivered: 5 });
    const seqs = got().map(({ body }) => JSON.parse(body.toString()).seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5]);
    const times = got().map(({ body }) => Date.parse(JSON.parse(body.toString()).timestamp));
    // When they were accepted is told by the database's clock.
    for (const time of times) expect(Math.abs(time - (await now()))).toBeLessThan(60_000);
  });

  test("in the middle of an attempt, that attempt counts as it was, and the next one keeps to the schedule", async () => {
    const { workspaceId, send } = await makeDesk();
    const destination = await makeDestination(workspaceId, { url: sink.url });
    sink.answer(
      (response) => {
        jump(byMs);
        response.writeHead(500).end();
      },
      { status: 204 },
    );
    dispatcher = dispatcherFor();
    await send([destination]);
    await until(destination, { failed: 1 });
    const [delivery] = await deliveriesTo(destination);
    expect(await awayMs(delivery?.dueAt)).toBeGreaterThan(2_000);
    expect(await awayMs(delivery?.dueAt)).toBeLessThan(6_000);
    const [attempt] = await attemptsOf(delivery?.id ?? "");
    expect(attempt?.durationMs).toBeLessThan(2_000);
    await until(destination, { delivered: 1 });
    expect(await attemptsOf(delivery?.id ?? "")).toHaveLength(2);
  });

  test("a lease is a minute, and an open breaker half a minute, by the database's clock", async () => {
    const { workspaceId, send } = await makeDesk();
    const broken = await makeDestination(workspaceId, { url: sink.url });
    const taken = await makeDestination(workspaceId, { url: sink.url });
    jump(byMs);
    sink.answer({ status: 500 });
    dispatcher = dispatcherFor();
    await send([broken], 5);
    await until(broken, { failed: 5 });
    await dispatcher.stop();
    dispatcher = undefined;
    const openMs = await awayMs((await turnOf(broken)).openUntil);
    expect(openMs).toBeGreaterThan(10_000);
    expect(openMs).toBeLessThanOrEqual(30_000);
    await send([taken]);
    await claimDeliveries({ free: 10, roomOf: () => 10, passedOver: [], isQuick: () => false });
    const [delivery] = await deliveriesTo(taken);
    const leaseMs = await awayMs(delivery?.leaseUntil);
    expect(leaseMs).toBeGreaterThan(40_000);
    expect(leaseMs).toBeLessThanOrEqual(60_000);
    vi.useRealTimers();
    sink.answer({ status: 204 });
    dispatcher = dispatcherFor();
    await passTime(broken);
    await until(broken, { delivered: 5 });
  });

  test("nobody is told twice at once, or an hour late", async () => {
    const desk = await makeAlertDesk();
    const target = { workspaceId: desk.workspaceId, userId: desk.reader.id, channel: "push" as const };
    await makeNews(desk, { channel: "push" });
    jump(byMs);
    await sendAlerts.run(target);
    const turn = await readTurn(desk.workspaceId);
    expect(await awayMs(turn)).toBeLessThanOrEqual(10_000);
    // Whoever comes while the turn is another's waits for as long as that lasts.
    await systemSql()`update alert_turns set not_before = now() + interval '1 minute'
      where workspace_id = ${desk.workspaceId}`;
    await takeJobs(desk.workspaceId, sendAlerts.name);
    await makeNews(desk, { channel: "push", chatId: "5511888888888@c.us", dueAt: new Date(await now()) });
    await sendAlerts.run(target);
    const [job] = await takeJobs(desk.workspaceId, sendAlerts.name);
    const againMs = await awayMs(job?.runAt);
    expect(againMs).toBeGreaterThan(50_000);
    expect(againMs).toBeLessThanOrEqual(60_000);
  });
});

async function readTurn(workspaceId: string): Promise<Date> {
  const [row] = await systemDb().execute<{ at: string }>(
    sql`select not_before as at from alert_turns where workspace_id = ${workspaceId}`,
  );
  return new Date(row?.at ?? "");
}
