import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { closeDatabase, systemDb, systemSql } from "#db/client.ts";
import { notices } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { newId } from "#server/core/ids.ts";
import { writeNotices } from "#server/fan-out/write-news.ts";
import { markRead } from "#server/notices/mark-read.ts";
import { makeConnectedNumber, makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";

const abouts = Array.from({ length: 60 }, (_, index) => String(index).padStart(3, "0"));
const times = 40;

test("whoever reads all of their notices and a fan-out that writes them never wait for each other", async () => {
  // As in a large table, the planner need not go by the index whose order is right by luck.
  await systemSql().unsafe(`do $$ begin
    execute format('alter database %I set enable_indexscan = off', current_database());
    execute format('alter database %I set enable_indexonlyscan = off', current_database());
    execute format('alter database %I set enable_bitmapscan = off', current_database());
  end $$`);
  await closeDatabase();
  const { workspaceId, ownerId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId, { secret: null });
  const { numberId } = await makeConnectedNumber(workspaceId);
  const eventId = await makeEvent(workspaceId, inbox.id, "Hello");
  const subscriptionId = newId();
  const write = (names: readonly string[]) =>
    inTenant(workspaceId, (tx) =>
      writeNotices(
        tx,
        workspaceId,
        names.map((about) => ({
          ...{ userId: ownerId, subscriptionId, about, times: 1, eventId, numberId, chat: null },
          ...{ rule: "Rule", preset: null },
        })),
      ),
    );
  // They lie in the table the other way round than the fan-out takes them.
  for (const about of abouts.toReversed()) await write([about]);
  const writes = async () => {
    for (let count = 0; count < times; count += 1) await write(abouts);
  };
  const reads = async () => {
    for (let count = 0; count < times; count += 1) await markRead(workspaceId, { all: true }, ownerId);
  };
  await Promise.all([writes(), reads(), writes(), reads()]);
  await markRead(workspaceId, { all: true }, ownerId);
  const rows = await systemDb().select().from(notices).where(eq(notices.workspaceId, workspaceId));
  expect(rows).toHaveLength(abouts.length);
  expect(rows.every(({ readAt }) => readAt !== null)).toBe(true);
}, 60_000);
