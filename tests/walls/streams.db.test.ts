import { expect, test, vi } from "vitest";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { createCaller } from "#server/api/root.ts";
import { contextOf } from "#tests/support/callers.ts";
import {
  makeConnectedNumber,
  makeEvent,
  makeInbox,
  makeUser,
  makeWorkspace,
} from "#tests/support/factories.ts";

type Person = Awaited<ReturnType<typeof makeUser>>;

async function makePlace() {
  const workspace = await makeWorkspace();
  const { numberId, sessionId } = await makeConnectedNumber(workspace.workspaceId);
  const inbox = await makeInbox(workspace.workspaceId, { secret: null });
  const say = (text: string, session = sessionId) =>
    makeEvent(workspace.workspaceId, inbox.id, text, session);
  return { ...workspace, numberId, sessionId, say };
}

const join = (workspaceId: string, { id: userId }: Person, onlyNumbers: string[] | null = null) =>
  systemDb().insert(members).values({ workspaceId, userId, role: "agent", onlyNumbers });

const messageShape = z
  .tuple([z.string(), z.object({ events: z.array(z.object({ preview: z.string().nullable() })) })])
  .rest(z.unknown());

/** What a person's stream of one workspace has said so far. */
async function listen(person: Person, slug: string, signal: AbortSignal): Promise<(string | null)[]> {
  const heard: (string | null)[] = [];
  const caller = createCaller(await contextOf(person), { signal });
  const stream = await caller.live({ workspace: slug, after: 0 });
  const follow = async () => {
    for await (const message of stream) {
      heard.push(...messageShape.parse(message)[1].events.map(({ preview }) => preview));
    }
  };
  // It ends when the test does.
  follow().catch(() => undefined);
  return heard;
}

test("streams of one process hold what is their reader's, while people switch between workspaces", async () => {
  const done = new AbortController();
  const [left, right] = [await makePlace(), await makePlace()];
  const [both, restricted] = [await makeUser(), await makeUser()];
  await join(left.workspaceId, both);
  await join(right.workspaceId, both);
  // Sees of the left what is of a number that it does not have: nothing.
  await join(left.workspaceId, restricted, [right.numberId]);
  const inLeft = await listen(both, left.slug, done.signal);
  const nothing = await listen(restricted, left.slug, done.signal);
  const inRight: (string | null)[][] = [];
  const said = { left: [] as string[], right: [] as string[] };
  for (let round = 0; round < 10; round++) {
    // The person opens the right one anew while events arrive in both.
    const [heard] = await Promise.all([
      listen(both, right.slug, done.signal),
      left.say(`left ${round}`),
      right.say(`right ${round}`),
    ]);
    inRight.push(heard);
    said.left.push(`left ${round}`);
    said.right.push(`right ${round}`);
  }
  await vi.waitFor(
    () => {
      expect(inLeft).toEqual(said.left);
      for (const heard of inRight) expect(heard).toEqual(said.right);
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(nothing).toEqual([]);
  done.abort();
}, 40_000);
