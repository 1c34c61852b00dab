import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemDb } from "#db/client.ts";
import { apiTokens, authSessions } from "#db/schema/index.ts";
import { sessionCookieName, storedSessionToken } from "#server/auth/session.ts";
import { digest, newId, newToken } from "#server/core/ids.ts";
import { newApiToken } from "#server/tokens/format.ts";
import type { Inbox } from "#tests/faults/support/sender.ts";
import { makeConnectedInbox, makeWorkspace } from "#tests/support/factories.ts";
import { type Group, type Outcome, outcomesSchema } from "./live/subscribers.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { startBuilt } from "./support/built.ts";
import type { Measure } from "./support/report.ts";
import { sendSteadily } from "./support/send-steadily.ts";

const perSecond = 300;
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

async function makeToken(workspaceId: string, userId: string): Promise<string> {
  const token = newApiToken();
  await systemDb()
    .insert(apiTokens)
    .values({
      ...{ workspaceId, id: newId(), name: "Bench", userId, scopes: ["inbox.read"] },
      ...{ tokenHash: digest(token), hint: token.slice(0, 8) },
    });
  return `Bearer ${token}`;
}

async function startSubscribers({ groups, seconds }: Phase): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("live/subscribers.ts", import.meta.url));
  const child = fork(file, [JSON.stringify({ groups, runMs: seconds * 1000 })]);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The subscribers ended with ${code}.`);
  });
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return child;
}

type Phase = { seconds: number; groups: Group[] };
type Door = Pick<Group, "url" | "headers">;

/** Viewers of a page; programs; and both on a bad line. One after the other, for each is measured alone. */
const phases: ((page: Door, program: Door) => Phase)[] = [
  (page) => ({ seconds: 20, groups: [{ name: "viewers", ...page, count: 100, reconnects: 0 }] }),
  (_, program) => ({ seconds: 10, groups: [{ name: "programs", ...program, count: 10, reconnects: 0 }] }),
  (page, program) => ({
    seconds: 20,
    groups: [
      { name: "viewers with 100 reconnects", ...page, count: 5, reconnects: 20 },
      { name: "programs with 100 reconnects", ...program, count: 5, reconnects: 20 },
    ],
  }),
];

/** The doors of a workspace that has no event yet, so that no stream has anything to catch up on. */
async function makeDoors(origin: string) {
  const { workspaceId, slug, ownerId } = await makeWorkspace();
  const inbox = await makeConnectedInbox(workspaceId);
  const input = encodeURIComponent(JSON.stringify({ workspace: slug, after: 0 }));
  const page = { url: `${origin}/api/trpc/live?input=${input}`, headers: { cookie: await signIn(ownerId) } };
  const authorization = await makeToken(workspaceId, ownerId);
  const program = { url: `${origin}/api/inbox/events?after=0`, headers: { authorization } };
  return { inbox, page, program };
}

async function run(origin: string, inbox: Inbox, phase: Phase): Promise<Measure[]> {
  const subscribers = await startSubscribers(phase);
  try {
    const acceptedMs = await sendSteadily(origin, [inbox], { perSecond, seconds: phase.seconds });
    await pause(graceMs);
    subscribers.send(Object.fromEntries(acceptedMs));
    const [message] = await once(subscribers, "message");
    return outcomesSchema.parse(message).flatMap((outcome) => toMeasures(outcome, acceptedMs.size));
  } finally {
    subscribers.kill();
  }
}

/** From an event's acknowledgement to its arrival in the open streams of pages and programs of the built app. */
export const live = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const product = await startBuilt({ env: { DATABASE_URL: databaseUrl } });
    try {
      const measures: Measure[] = [];
      for (const phase of phases) {
        const { inbox, page, program } = await makeDoors(product.url);
        measures.push(...(await run(product.url, inbox, phase(page, program))));
      }
      return measures;
    } finally {
      await product.end("SIGTERM");
    }
  });

/** Viewers that stay are held against a time; those that come and go are held against their books. */
function toMeasures(outcome: Outcome, sent: number): Measure[] {
  const { name, subscribers, connections, missing, twice, p50Ms, p99Ms } = outcome;
  const what = `live, ${subscribers} ${name}, ${sent} events`;
  const none = (which: string, value: number): Measure => {
    return { measure: `${what}, ${which}`, value, unit: "", wanted: "0", ok: value === 0 };
  };
  const books = [none("missing", missing), none("seen twice", twice)];
  if (connections > subscribers) return books;
  return [
    { measure: `${what}, p50`, value: p50Ms, unit: "ms", wanted: "", ok: true },
    { measure: `${what}, p99`, value: p99Ms, unit: "ms", wanted: "≤ 50 ms", ok: p99Ms <= 50 },
    ...books,
  ];
}
