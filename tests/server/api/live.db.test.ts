import { expect, test } from "vitest";
import { z } from "zod";
import { systemSql } from "#db/client.ts";
import { follow, liveChannel } from "#server/live/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";

/** tRPC types what the browser gets; on the server a tracked value is a tuple. */
const messageSchema = z
  .tuple([z.string(), z.object({ events: z.array(z.object({ seq: z.number() })) })])
  .rest(z.unknown());

async function openStream(after = 0) {
  const workspace = await makeWorkspace();
  const caller = await callerOf(workspace.owner);
  const stream = await caller.live({ workspace: workspace.slug, after });
  return { ...workspace, stream: stream[Symbol.asyncIterator]() };
}

/** Says something about many topics at once, and waits until this process has heard it all. */
async function nudgeOften(workspaceId: string, times: number): Promise<void> {
  let heard = 0;
  await new Promise<void>((resolve, reject) => {
    const stop = follow(workspaceId, (topic) => {
      if (topic !== null) heard += 1;
      if (heard < times) return;
      stop();
      resolve();
    });
    // Equal notifications of one transaction would arrive as one.
    systemSql()`select pg_notify(${liveChannel}, ${workspaceId} || ':topic-' || n) from generate_series(1, ${times}::int) n`.catch(
      reject,
    );
  });
}

test("a message carries the last seq as its id, which is what the browser resumes from", async () => {
  const { workspaceId, stream } = await openStream();
  const { id } = await makeInbox(workspaceId, { secret: null });
  await makeEvent(workspaceId, id, "one");
  await makeEvent(workspaceId, id, "two");
  const seqs: number[] = [];
  let lastId = "";
  while (seqs.length < 2) {
    const { value, done } = await stream.next();
    if (done) throw new Error("The stream ended.");
    const [messageId, message] = messageSchema.parse(value);
    lastId = messageId;
    seqs.push(...message.events.map(({ seq }) => seq));
  }
  expect(seqs).toEqual([1, 2]);
  expect(lastId).toBe("2");
  await stream.return?.(undefined);
});

test("a reader that falls too far behind is broken off, not ended: its browser comes back and resumes", async () => {
  const { workspaceId, stream } = await openStream();
  const first = stream.next();
  await nudgeOften(workspaceId, 1);
  await first;
  // Nobody reads meanwhile.
  await nudgeOften(workspaceId, 1_100);
  const rest = async () => {
    while (!(await stream.next()).done);
  };
  await expect(rest()).rejects.toMatchObject({ name: "AbortError" });
});
