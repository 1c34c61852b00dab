import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { inboxes } from "#db/schema/index.ts";
import { followEvents } from "#server/inbox/feed.ts";
import { makeConnectedNumber, makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";

/** Reads a feed until it has seen `count` events. */
async function collect(workspaceId: string, after: number, count: number) {
  const stop = new AbortController();
  const seen: { seq: number; preview: string | null }[] = [];
  let through = after;
  for await (const batch of followEvents(workspaceId, after, stop.signal)) {
    seen.push(...batch.events);
    through = batch.through;
    if (seen.length >= count) break;
  }
  return { seen, through };
}

test("viewers who come and go during a flood each see every event once and in order", async () => {
  const { workspaceId } = await makeWorkspace();
  const { id } = await makeInbox(workspaceId, { secret: null });
  const total = 400;
  const write = async () => {
    for (let index = 0; index < total; index += 8) {
      await Promise.all(
        Array.from({ length: 8 }, (_, at) => makeEvent(workspaceId, id, `event ${index + at}`)),
      );
    }
  };
  /** Leaves after every few events and resumes from where it was, as a browser on a bad line does. */
  const flaky = async (each: number) => {
    const seqs: number[] = [];
    let after = 0;
    while (seqs.length < total) {
      const { seen, through } = await collect(workspaceId, after, Math.min(each, total - seqs.length));
      seqs.push(...seen.map(({ seq }) => seq));
      after = through;
    }
    return seqs;
  };
  const [, ...viewers] = await Promise.all([write(), flaky(total), flaky(7), flaky(50), flaky(1)]);
  const expected = Array.from({ length: total }, (_, index) => index + 1);
  for (const seqs of viewers) expect(seqs).toEqual(expected);
});

test("a new event reaches a viewer who was there before it", async () => {
  const { workspaceId } = await makeWorkspace();
  const { id } = await makeInbox(workspaceId, { secret: null });
  const waiting = collect(workspaceId, 0, 1);
  await makeEvent(workspaceId, id, "hello");
  expect((await waiting).seen).toMatchObject([{ seq: 1, preview: "hello" }]);
});

test("events of numbers outside the allowlist are left out, and do not stop the feed", async () => {
  const { workspaceId } = await makeWorkspace();
  const { connectionId, sessionId } = await makeConnectedNumber(workspaceId);
  const { id } = await makeInbox(workspaceId, { secret: null });
  await systemDb().update(inboxes).set({ connectionId }).where(eq(inboxes.id, id));
  await makeEvent(workspaceId, id, "of a stranger", "another-session");
  await makeEvent(workspaceId, id, "ours", sessionId);
  const { seen, through } = await collect(workspaceId, 0, 1);
  expect(seen).toMatchObject([{ seq: 2, preview: "ours" }]);
  expect(through).toBe(2);
});

test("a viewer who leaves ends at once, even while nothing happens", async () => {
  const { workspaceId } = await makeWorkspace();
  const stop = new AbortController();
  const feed = followEvents(workspaceId, 0, stop.signal);
  const next = feed.next();
  stop.abort();
  expect((await next).done).toBe(true);
});
