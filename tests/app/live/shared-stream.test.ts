import { afterEach, expect, test, vi } from "vitest";
import {
  followShared,
  type Heard,
  type StreamListener,
  type StreamState,
} from "#app/_lib/live/shared-stream.ts";
import type { EventSummary } from "#server/inbox/index.ts";

const event = (seq: number) => ({ seq, id: `event-${seq}` }) as EventSummary;
const heard = (...seqs: number[]): Heard => ({
  through: seqs.at(-1) ?? 0,
  data: { events: seqs.map(event), topics: [], saidAtMs: 0, rightsChanged: false },
});

/** The server's end: every connection that was opened, and what it was asked for. */
function makeServer() {
  const opened: { after: number; listener: StreamListener; isOpen: boolean }[] = [];
  const open = (after: number, listener: StreamListener) => {
    const one = { after, listener, isOpen: true };
    opened.push(one);
    return () => {
      one.isOpen = false;
    };
  };
  const live = () => opened.filter(({ isOpen }) => isOpen);
  return { open, opened, live, send: (...seqs: number[]) => live()[0]?.listener.onMessage(heard(...seqs)) };
}

const leaves: (() => void)[] = [];
let name = 0;
afterEach(() => {
  for (const leave of leaves.splice(0)) leave();
  name += 1;
});

function openTab(server: ReturnType<typeof makeServer>, after: number) {
  const tab = { seqs: [] as number[], states: [] as StreamState[], gaps: 0, errors: [] as unknown[] };
  const leave = followShared({
    name: `test-${name}`,
    after,
    open: server.open,
    listener: {
      onMessage: ({ data, isGap }) => {
        tab.seqs.push(...data.events.map(({ seq }) => seq));
        if (isGap) tab.gaps += 1;
      },
      onState: (state) => tab.states.push(state),
      onError: (error) => tab.errors.push(error),
    },
  });
  leaves.push(leave);
  return { ...tab, tab, leave };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

test("all tabs hear each event once over one connection", async () => {
  const server = makeServer();
  const { tab: first } = openTab(server, 10);
  await until(() => expect(server.live()).toHaveLength(1));
  server.live()[0]?.listener.onState("live");
  const { tab: second } = openTab(server, 10);
  await until(() => expect(second.states).toEqual(["live"]));
  server.send(11, 12);
  server.send(13);
  await until(() => expect(second.seqs).toEqual([11, 12, 13]));
  expect(first.seqs).toEqual([11, 12, 13]);
  expect(server.opened).toHaveLength(1);
});

test("a tab that opens later gets what came since its page was made, and nothing twice", async () => {
  const server = makeServer();
  openTab(server, 10);
  await until(() => expect(server.live()).toHaveLength(1));
  server.send(11, 12, 13);
  const { tab: late } = openTab(server, 12);
  await until(() => expect(late.seqs).toEqual([13]));
  server.send(14);
  await until(() => expect(late.seqs).toEqual([13, 14]));
  expect(late.gaps).toBe(0);
});

test("a page that is older than all that is kept is told that events may be missing", async () => {
  const server = makeServer();
  openTab(server, 10);
  await until(() => expect(server.live()).toHaveLength(1));
  server.send(11);
  const { tab: older } = openTab(server, 5);
  await until(() => expect(older.gaps).toBe(1));
});

test("when the tab with the connection closes, another goes on from what it heard, without gap", async () => {
  const server = makeServer();
  const { leave } = openTab(server, 0);
  await until(() => expect(server.live()).toHaveLength(1));
  const { tab: second } = openTab(server, 0);
  server.send(1, 2);
  await until(() => expect(second.seqs).toEqual([1, 2]));
  leave();
  await until(() => expect(server.live()).toHaveLength(1));
  expect(server.opened.map(({ after }) => after)).toEqual([0, 2]);
  server.send(3);
  await until(() => expect(second.seqs).toEqual([1, 2, 3]));
});

test("a refusal reaches every tab", async () => {
  const server = makeServer();
  const { tab: first } = openTab(server, 0);
  await until(() => expect(server.live()).toHaveLength(1));
  server.live()[0]?.listener.onState("live");
  const { tab: second } = openTab(server, 0);
  await until(() => expect(second.states).toEqual(["live"]));
  server.live()[0]?.listener.onError(new Error("forbidden"));
  await until(() => expect(second.errors).toEqual([null]));
  expect(first.errors).toHaveLength(1);
});

test("a tab that was put to sleep with the connection loses it to one that is looked at", async () => {
  const server = makeServer();
  // Holds the lock, and answers nobody.
  const { promise: awake, resolve: wake } = Promise.withResolvers<void>();
  const asleep = navigator.locks.request(`test-${name}`, () => awake).catch(() => "stolen");
  const { tab } = openTab(server, 7);
  await until(() => expect(server.live()).toHaveLength(1));
  expect(await asleep).toBe("stolen");
  wake();
  server.send(8);
  await until(() => expect(tab.seqs).toEqual([8]));
});
