import { eq } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { systemDb, systemSql } from "#db/client.ts";
import { authSessions, members } from "#db/schema/index.ts";
import { createCaller } from "#server/api/root.ts";
import { follow, liveChannel, nudge, topicsSince } from "#server/live/index.ts";
import { callerOf, contextOf } from "#tests/support/callers.ts";
import {
  makeConnectedNumber,
  makeEvent,
  makeInbox,
  makeUser,
  makeWorkspace,
} from "#tests/support/factories.ts";

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

/** The topics of the first message of a stream that a page opens. */
async function firstTopics({ owner, slug }: Awaited<ReturnType<typeof makeWorkspace>>, madeAtMs: number) {
  const caller = await callerOf(owner);
  const stream = (await caller.live({ workspace: slug, after: 0, madeAtMs }))[Symbol.asyncIterator]();
  const topicsSchema = z.tuple([z.string(), z.object({ topics: z.unknown() })]).rest(z.unknown());
  const [, { topics }] = topicsSchema.parse((await stream.next()).value);
  await stream.return?.(undefined);
  return topics;
}

const say = (workspaceId: string, times: number) =>
  // Equal notifications of one transaction would arrive as one.
  systemSql()`select pg_notify(${liveChannel}, ${workspaceId} || ':topic-' || n) from generate_series(1, ${times}::int) n`;

/** Waits until this process hears what is said: LISTEN takes a moment, and what is said before is lost. */
async function listening(workspaceId: string): Promise<void> {
  let heard = false;
  const stop = follow(workspaceId, () => {
    heard = true;
  });
  await vi.waitFor(
    async () => {
      await say(workspaceId, 1);
      expect(heard).toBe(true);
    },
    { timeout: 10_000, interval: 20 },
  );
  stop();
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
    say(workspaceId, times).catch(reject);
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

test("a page hears first what changed between its making and its stream", async () => {
  const workspace = await makeWorkspace();
  await listening(workspace.workspaceId);
  // By a clock that is ahead, because of what was said before this process listened nobody knows.
  const madeAtMs = Date.now() + 2_000;
  await systemDb().transaction((tx) => nudge(tx, workspace.workspaceId, "chats"));
  await expect.poll(() => topicsSince(workspace.workspaceId, madeAtMs)).toContain("chats");
  expect(await firstTopics(workspace, madeAtMs)).toContain("chats");
});

test("a page of which nobody remembers what changed since is told to read all again", async () => {
  const workspace = await makeWorkspace();
  await listening(workspace.workspaceId);
  expect(await firstTopics(workspace, Date.now() - 120_000)).toBe("all");
});

describe("a stream follows its reader's rights", () => {
  const summary = z.object({ seq: z.number(), chatId: z.string().nullable() });
  const message = z.tuple([z.string(), z.object({ events: z.array(summary) })]).rest(z.unknown());

  /** The next message that brings events; nudges come in between. */
  async function nextEvents(reader: AsyncIterator<unknown>) {
    for (;;) {
      const parsed = message.parse((await reader.next()).value);
      if (parsed[1].events.length > 0) return parsed;
    }
  }

  async function openAs(restrictions: Partial<typeof members.$inferInsert>) {
    const { workspaceId, slug } = await makeWorkspace();
    const { numberId, sessionId } = await makeConnectedNumber(workspaceId);
    const { id: inboxId } = await makeInbox(workspaceId, { secret: null });
    const person = await makeUser();
    const role = "agent" as const;
    await systemDb()
      .insert(members)
      .values({ workspaceId, userId: person.id, role, ...restrictions, onlyNumbers: [numberId] });
    const context = await contextOf(person);
    // From here on this process hears of changes.
    await listening(workspaceId);
    const stream = await createCaller(context).live({ workspace: slug, after: 0 });
    const reader = stream[Symbol.asyncIterator]();
    const arrive = (text: string, session = sessionId) => makeEvent(workspaceId, inboxId, text, session);
    /** Reads until the server ends it; the last message says why. */
    const end = async () => {
      const messages: unknown[] = [];
      const reading = (async () => {
        for (let step = await reader.next(); !step.done; step = await reader.next())
          messages.push(step.value);
      })();
      await expect(reading).rejects.toMatchObject({ name: "AbortError" });
      expect(messages.at(-1)).toMatchObject([expect.any(String), { rightsChanged: true }, expect.anything()]);
    };
    return { workspaceId, person, context, reader, arrive, end };
  }

  const change = (userId: string, to: Partial<typeof members.$inferInsert>) =>
    systemDb().transaction(async (tx) => {
      const [row] = await tx.update(members).set(to).where(eq(members.userId, userId)).returning();
      await nudge(tx, row?.workspaceId ?? "", "access");
    });

  test("it brings only what is in sight, and knows how far it has come", async () => {
    const { reader, arrive } = await openAs({ hidePhones: true });
    await arrive("not theirs", "another-session");
    await arrive("theirs");
    const [id, { events }] = await nextEvents(reader);
    expect([id, events.map(({ seq }) => seq)]).toEqual(["2", [2]]);
    expect(events[0]?.chatId).toMatch(/^hidden-99-/);
    await reader.return?.(undefined);
  });

  test.each([
    ["demoted", { role: "viewer" }],
    ["suspended", { suspendedAt: new Date() }],
    ["restricted further", { assignedOnly: true }],
  ] as const)("it breaks off as soon as its reader is %s", async (_, to) => {
    const { person, end } = await openAs({});
    const ended = end();
    await change(person.id, to);
    await ended;
  });

  test("it breaks off as soon as its session is revoked", async () => {
    const { person, context, end } = await openAs({});
    const ended = end();
    await systemDb().transaction(async (tx) => {
      await tx.delete(authSessions).where(eq(authSessions.id, context.viewer?.sessionId ?? ""));
      await nudge(tx, person.id, "access");
    });
    await ended;
  });

  test("it goes on when somebody else's rights changed", async () => {
    const { workspaceId, reader, arrive } = await openAs({});
    await systemDb().transaction((tx) => nudge(tx, workspaceId, "access"));
    await arrive("still here");
    expect((await nextEvents(reader))[0]).toBe("1");
    await reader.return?.(undefined);
  });
});

test("a reader that falls too far behind is broken off, not ended: its browser comes back and resumes", async () => {
  const { workspaceId, stream } = await openStream();
  const first = stream.next();
  await listening(workspaceId);
  await first;
  // Nobody reads meanwhile.
  await nudgeOften(workspaceId, 1_100);
  const rest = async () => {
    while (!(await stream.next()).done);
  };
  await expect(rest()).rejects.toMatchObject({ name: "AbortError" });
});
