import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { hearingCursors, messages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { hearTurn, startHearing } from "#server/inbox/hearing.ts";
import { processEvents } from "#server/inbox/jobs.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { type Desk, makeDesk } from "../chats/fixtures.ts";
import { hearAll, received, storeEvent, takeJobs } from "./fixtures.ts";

let desk: Desk;
let followers: ReturnType<typeof startHearing>[];
beforeEach(async () => {
  desk = await makeDesk();
  followers = [];
});
afterEach(async () => {
  await Promise.all(followers.map((follower) => follower.stop()));
});

const start = () => followers.push(startHearing());
const say = ({ workspaceId, inbox, sessionId }: Desk, text: string) =>
  storeEvent(workspaceId, inbox.id, received(sessionId, text));
const heardIn = ({ workspaceId }: Desk) => systemDb().$count(messages, eq(messages.workspaceId, workspaceId));
const cursorOf = async ({ workspaceId }: Desk) =>
  (await systemDb().select().from(hearingCursors).where(eq(hearingCursors.workspaceId, workspaceId)))[0]
    ?.throughSeq;
const hears = (count: number, of = desk) =>
  vi.waitFor(async () => expect(await heardIn(of)).toBe(count), { timeout: 10_000, interval: 10 });

/** Events that nobody can hear: of the desk, with these words. */
const refuse = (words: string) =>
  systemSql().unsafe(`alter table messages add constraint refused
    check (workspace_id <> '${desk.workspaceId}' or text not like '%${words}%') not valid`);
const allow = () => systemSql().unsafe("alter table messages drop constraint refused");

/** Runs the jobs that were left, and those that they leave. @returns how many failed for good */
async function runJobs(): Promise<number> {
  let failed = 0;
  for (let jobs = await take(); jobs.length > 0; jobs = await take()) {
    for (const batch of jobs) await processEvents.run(batch).catch(() => (failed += 1));
  }
  return failed;
}
const take = async () =>
  (await takeJobs(desk.workspaceId, processEvents.name)).map(({ payload }) =>
    processEvents.payload.parse(payload),
  );

test("what came before the start and what comes after it is heard, by one or by two processes, without a job", async () => {
  const quiet = await makeDesk();
  for (let count = 0; count < 20; count += 1) await say(desk, `Before ${count}`);
  start();
  start();
  await hears(20);
  for (let count = 0; count < 20; count += 1) await say(desk, `After ${count}`);
  await say(quiet, "Hello");
  await hears(40);
  await hears(1, quiet);
  expect(await take()).toEqual([]);
});

test("a turn takes so many events and leaves the rest to the next", async () => {
  await fillWith(250);
  expect(await hearTurn(desk.workspaceId)).toBe("more");
  expect(await cursorOf(desk)).toBe(200);
  expect(await hearTurn(desk.workspaceId)).toBe("done");
  expect(await heardIn(desk)).toBe(250);
  expect(await hearTurn(desk.workspaceId)).toBe("done");
});

test("events of other inboxes cost no turns, however many lie between", async () => {
  await say(desk, "First");
  const other = await makeInbox(desk.workspaceId, { secret: null });
  await fillWith(1_000, other.id);
  expect(await hearTurn(desk.workspaceId)).toBe("done");
  await say(desk, "Last");
  expect(await hearTurn(desk.workspaceId)).toBe("done");
  expect(await cursorOf(desk)).toBe(1_002);
  expect(await heardIn(desk)).toBe(2);
});

test("while another process has the cursor, a turn is for later", async () => {
  await say(desk, "Hello");
  await hearAll(desk.workspaceId);
  await say(desk, "Again");
  await inTenant(desk.workspaceId, async (tx) => {
    await tx.select().from(hearingCursors).for("update");
    expect(await hearTurn(desk.workspaceId)).toBe("later");
  });
  expect(await hearTurn(desk.workspaceId)).toBe("done");
});

describe("what cannot be heard", () => {
  test("becomes a job, holds up nothing that comes after it, and is heard once it can be", async () => {
    await refuse("poison");
    try {
      for (const text of ["One", "poison", "Three"]) await say(desk, text);
      expect(await hearTurn(desk.workspaceId)).toBe("done");
      await say(desk, "Four");
      expect(await hearTurn(desk.workspaceId)).toBe("done");
      expect(await heardIn(desk)).toBe(1);
      // Its neighbours are heard without it.
      expect(await runJobs()).toBe(1);
      expect(await heardIn(desk)).toBe(3);
    } finally {
      await allow();
    }
    await processEvents.run({ workspaceId: desk.workspaceId, fromSeq: 2, toSeq: 2 });
    expect(await heardIn(desk)).toBe(4);
  });
});

/** Many events at once, as a batch of arrivals would bring them. */
async function fillWith(count: number, inboxId = desk.inbox.id): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      storeEvent(desk.workspaceId, inboxId, received(desk.sessionId, `Text ${index}`)),
    ),
  );
}
