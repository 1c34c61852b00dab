import { setTimeout as sleep } from "node:timers/promises";
import { systemDb } from "#db/client.ts";
import { inboxes, members as membersTable } from "#db/schema/index.ts";
import { startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { startWorker } from "#server/worker.ts";
import { makeConnected } from "#tests/server/connections/fixtures.ts";
import { received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeUser } from "#tests/support/factories.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import type { Measure } from "./support/report.ts";

const people = 10;
const views = 1_000;
const overMs = 5 * 60_000;
const eventEveryMs = 2_000;
/** What one request for each view would be: what the product does without tables of its own. */
const naive = views;
const most = 60;

type Api = Awaited<ReturnType<typeof callerOf>>;
type Desk = Awaited<ReturnType<typeof makeConnected>>;

/** What each page reads when somebody opens it. */
const pages: ((api: Api, desk: Desk) => Promise<unknown>)[] = [
  (api, { slug: workspace }) =>
    Promise.all([
      api.chats.list({ workspace }),
      api.chats.counts({ workspace }),
      api.labels.list({ workspace }),
    ]),
  async (api, { slug: workspace }) => {
    const { chats } = await api.chats.list({ workspace });
    const [newest] = chats;
    if (newest) await api.chats.thread({ workspace, chat: newest.id });
  },
  (api, { slug: workspace }) => api.inbox.events({ workspace, limit: 50 }),
  (api, { slug: workspace }) =>
    Promise.all([api.numbers.list({ workspace }), api.connection.get({ workspace })]),
  (api, { slug: workspace, number }) =>
    Promise.all([
      api.numbers.get({ workspace, numberId: number.id }),
      api.numbers.drops({ workspace, numberId: number.id }),
    ]),
  async (api, { slug: workspace }) => {
    const { groups } = await api.groups.list({ workspace });
    const [first] = groups ?? [];
    if (first) await api.groups.messages({ workspace, groupId: first.id });
  },
  // What somebody sees who looks for a group to watch.
  (api, { slug: workspace, number }) => api.groups.available({ workspace, numberId: number.id }),
  // The page has old labels read again, as everybody does who opens it.
  (api, { slug: workspace }) =>
    Promise.all([api.labels.list({ workspace }), api.labels.refresh({ workspace })]),
  (api, { slug: workspace }) => api.webhooks.list({ workspace }),
];

/** Colleagues of the owner who may see everything that the pages show. */
async function makeTeam({ workspaceId, owner }: Desk): Promise<Api[]> {
  const team = [await callerOf(owner)];
  while (team.length < people) {
    const person = await makeUser();
    await systemDb().insert(membersTable).values({ workspaceId, userId: person.id, role: "admin" });
    team.push(await callerOf(person));
  }
  return team;
}

/** A group is watched, so that its page has something to read. */
async function watchOne({ slug: workspace, number }: Desk, [api]: Api[]): Promise<void> {
  const available = await api?.groups.available({ workspace, numberId: number.id });
  const free = available?.groups?.find(({ watchedAs }) => watchedAs === null);
  if (!api || !free) throw new Error("The tenant has no group that is not watched.");
  await api.groups.watch({ workspace, numberId: number.id, waGroup: free.waGroupId, mode: "all" });
}

/** Customers who keep writing, as the inbox hears them. */
async function write(desk: Desk, untilMs: number): Promise<number> {
  const [inbox] = await systemDb().select().from(inboxes);
  if (!inbox) throw new Error("The connection has no inbox.");
  let written = 0;
  while (Date.now() < untilMs) {
    await storeEvent(desk.workspaceId, inbox.id, received(desk.sessionId, `Message ${++written}`));
    await sleep(eventEveryMs);
  }
  return written;
}

async function look(desk: Desk, team: Api[]): Promise<void> {
  const startedMs = Date.now();
  for (let view = 0; view < views; view++) {
    await sleep(Math.max(0, startedMs + (view * overMs) / views - Date.now()));
    const api = team[view % team.length];
    const page = pages[view % pages.length];
    if (api && page) await page(api, desk);
  }
}

/** How many requests of MoltFlow a team's afternoon of looking costs, with everything running as it does. */
export const pageViews = (): Promise<Measure[]> =>
  withBenchDatabase(async () => {
    const sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
    const desk = await makeConnected(sandbox);
    const team = await makeTeam(desk);
    await watchOne(desk, team);
    const worker = await startWorker();
    try {
      const log = sandbox.sandbox.requests;
      const before = log.list().at(-1)?.number ?? 0;
      const [, events] = await Promise.all([look(desk, team), write(desk, Date.now() + overMs)]);
      const calls = log.list(before).filter(({ tenantId }) => tenantId === desk.tenantId);
      const value = calls.length;
      return [
        {
          measure: `views, ${views} page views by ${people} members in ${overMs / 60_000} min`,
          ...{ value, unit: "requests", baseline: naive, ratio: value / naive },
          ...{ wanted: `≤ ${most}`, ok: value <= most },
          details: {
            events,
            refused: calls.filter(({ status }) => status === 429).length,
            operations: Object.entries(Object.groupBy(calls, ({ operation }) => operation ?? "?")).map(
              ([operation, made]) => `${operation}: ${made?.length}`,
            ),
          },
        },
      ];
    } finally {
      await worker.stop();
      await sandbox.close();
    }
  });
