import { systemDb, systemSql } from "#db/client.ts";
import { createCallerFactory, router, workspaceProcedure } from "#server/api/trpc.ts";
import { makeChats, someQuery } from "./chats/make-chats.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median, percentile } from "./support/report.ts";

const few = { chats: 1_000, messagesEach: 20 };
const many = { chats: 50_000, messagesEach: 20 };
const longMessages = 10_000;
const calls = 500;
const warmUp = 100;
const flat = 1.5;

type Desk = Awaited<ReturnType<typeof makeChats>>;
type Ask = (desk: Desk) => Promise<unknown>;

async function timeMs(ask: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await ask();
  return performance.now() - startedMs;
}

/** Each in turn, so that whatever else the machine does meets all alike. @returns times of each */
async function inTurn(...asks: (() => Promise<unknown>)[]): Promise<number[][]> {
  const times = asks.map((): number[] => []);
  for (let call = -warmUp; call < calls; call++) {
    for (const [index, ask] of asks.entries()) {
      const ms = await timeMs(ask);
      if (call >= 0) times[index]?.push(ms);
    }
  }
  return times;
}

async function compareLists(name: string, small: Desk, large: Desk, ask: Ask): Promise<Measure> {
  const [ofSmall = [], ofLarge = []] = await inTurn(
    () => ask(small),
    () => ask(large),
  );
  const [value, baseline] = [percentile(ofLarge, 0.95), percentile(ofSmall, 0.95)];
  const ratio = value / baseline;
  return {
    ...{ measure: `chats, ${name}, ${many.chats} chats against ${few.chats}, p95`, value, unit: "ms" },
    ...{ baseline, ratio, wanted: `≤ ${flat} ×`, ok: ratio <= flat },
    details: { p50: { small: median(ofSmall), large: median(ofLarge) } },
  };
}

const nothing = createCallerFactory(router({ nothing: workspaceProcedure("chats.read").query(() => null) }));

async function compareWithNothing({ api, slug: workspace, context }: Desk): Promise<Measure> {
  const empty = nothing(context);
  const [ofEmpty = [], ofList = []] = await inTurn(
    () => empty.nothing({ workspace }),
    () => api.chats.list({ workspace }),
  );
  const [value, baseline] = [median(ofList), median(ofEmpty)];
  const ok = value - baseline <= 5;
  return {
    measure: "chats, list over an empty procedure, p50",
    ...{ value, unit: "ms", baseline, ratio: value / baseline, wanted: "≤ 5 ms over", ok },
  };
}

async function measureMs(name: string, wantedMs: number, ask: () => Promise<unknown>): Promise<Measure> {
  const [times = []] = await inTurn(ask);
  const value = percentile(times, 0.95);
  const details = { p50: median(times), max: Math.max(...times) };
  return {
    measure: `${name}, p95`,
    value,
    unit: "ms",
    wanted: `≤ ${wantedMs} ms`,
    ok: value <= wantedMs,
    details,
  };
}

/** Whether lists, threads and searches cost the same in a workspace of fifty thousand chats and a million messages. */
export const chats = (): Promise<Measure[]> =>
  withBenchDatabase(async () => {
    // Built once at the end, which takes a tenth of the time.
    await systemSql()`drop index messages_words`;
    const small = await makeChats(few);
    const large = await makeChats(many, longMessages);
    await systemSql()`create index messages_words on messages using gin (workspace_id, words)`;
    await systemDb().execute("vacuum analyze");
    const { api, slug: workspace, longChat: chat } = large;
    return [
      await compareLists("list", small, large, (desk) => desk.api.chats.list({ workspace: desk.slug })),
      await compareLists("mine", small, large, (desk) =>
        desk.api.chats.list({ workspace: desk.slug, tab: "mine" }),
      ),
      await compareLists("by waiting", small, large, (desk) =>
        desk.api.chats.list({ workspace: desk.slug, order: "waiting" }),
      ),
      await compareWithNothing(large),
      await measureMs(`chats, opening one of ${longMessages} messages`, 150, () =>
        Promise.all([api.chats.get({ workspace, chat }), api.chats.thread({ workspace, chat })]),
      ),
      await measureMs("chats, counts of tabs", 50, () => api.chats.counts({ workspace })),
      await measureMs("chats, search in a million messages", 150, () =>
        api.chats.search({ workspace, query: someQuery() }),
      ),
    ];
  });
