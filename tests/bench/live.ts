import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemDb } from "#db/client.ts";
import { authSessions } from "#db/schema/index.ts";
import { sessionCookieName, storedSessionToken } from "#server/auth/session.ts";
import { newToken } from "#server/core/ids.ts";
import { type Inbox, sendOnce } from "#tests/faults/support/sender.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { outcomeSchema } from "./live/subscribers.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { startBuilt } from "./support/built.ts";
import type { Measure } from "./support/report.ts";

const perSecond = 300;
const seconds = 20;
/** Long after the slowest: whatever has not arrived by then is missing. */
const graceMs = 3_000;

async function signIn(userId: string): Promise<string> {
  const session = newToken();
  const expires = new Date(Date.now() + 3_600_000);
  await systemDb()
    .insert(authSessions)
    .values({ sessionToken: storedSessionToken(session), userId, expires });
  return `${sessionCookieName()}=${session}`;
}

/** Sends at a steady rate. @returns when each event was acknowledged, in milliseconds since 1970 */
async function sendSteadily(origin: string, inbox: Inbox): Promise<Record<string, number>> {
  const accepted: Record<string, number> = {};
  const startedMs = performance.now();
  const sends: Promise<void>[] = [];
  const sendOne = async (number: number) => {
    const body = JSON.stringify({ event: "message.received", data: { message: `Number ${number}` } });
    const { status, id } = await sendOnce(origin, inbox, body);
    if (status !== 202 || id === null) throw new Error(`An event was answered ${status}.`);
    accepted[id] = performance.timeOrigin + performance.now();
  };
  for (let number = 0; number < perSecond * seconds; number++) {
    const waitMs = startedMs + (number * 1000) / perSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    sends.push(sendOne(number));
  }
  await Promise.all(sends);
  return accepted;
}

async function startSubscribers(url: string, cookie: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("live/subscribers.ts", import.meta.url));
  const child = fork(file, [JSON.stringify({ url, cookie })]);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The subscribers ended with ${code}.`);
  });
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return child;
}

/** From an event's acknowledgement to its arrival in a hundred open streams of the built app. */
export const live = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const { workspaceId, slug, ownerId } = await makeWorkspace();
    const inbox = await makeInbox(workspaceId);
    const product = await startBuilt({ env: { DATABASE_URL: databaseUrl } });
    let subscribers: ChildProcess | undefined;
    try {
      const input = encodeURIComponent(JSON.stringify({ workspace: slug, after: 0 }));
      const url = `${product.url}/api/trpc/live?input=${input}`;
      subscribers = await startSubscribers(url, await signIn(ownerId));
      const accepted = await sendSteadily(product.url, inbox);
      await pause(graceMs);
      subscribers.send(accepted);
      const [message] = await once(subscribers, "message");
      return toMeasures(outcomeSchema.parse(message), Object.keys(accepted).length);
    } finally {
      subscribers?.kill();
      await product.end("SIGTERM");
    }
  });

function toMeasures(outcome: ReturnType<typeof outcomeSchema.parse>, sent: number): Measure[] {
  const { subscribers, missing, twice, p50Ms, p99Ms } = outcome;
  const what = `live, ${subscribers} subscribers, ${sent} events`;
  const none = (name: string, value: number): Measure => {
    return { measure: `${what}, ${name}`, value, unit: "", wanted: "0", ok: value === 0 };
  };
  return [
    { measure: `${what}, p50`, value: p50Ms, unit: "ms", wanted: "", ok: true },
    { measure: `${what}, p99`, value: p99Ms, unit: "ms", wanted: "≤ 100 ms", ok: p99Ms <= 100 },
    none("missing", missing),
    none("seen twice", twice),
  ];
}
