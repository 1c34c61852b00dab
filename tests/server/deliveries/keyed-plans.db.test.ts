import { afterAll, beforeAll, expect, test } from "vitest";
import { systemSql } from "#db/client.ts";
import { takeTurn } from "#server/fan-out/take-turn.ts";
import { hearTurn } from "#server/inbox/hearing.ts";
import { makeDesk } from "#tests/server/chats/fixtures.ts";
import { received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { makeDestination } from "./fixtures.ts";
import { untilStates, withReceiver } from "./receiver.ts";

const { sink, dispatch } = await withReceiver();

const watched = ["deliveries", "delivery_attempts", "messages"];

/** Writes down, for each statement that changes a table, whether it may have been planned to read a whole table. */
beforeAll(async () => {
  await systemSql().unsafe(`
    create table scans (what text, allowed text);
    create function note_scans() returns trigger security definer language plpgsql as $$
      begin
        insert into scans values (tg_table_name || ' ' || lower(tg_op), current_setting('enable_seqscan'));
        return null;
      end $$`);
  for (const table of watched) {
    await systemSql().unsafe(`create trigger note_scans after insert or update on ${table}
      for each statement execute function note_scans()`);
  }
});
afterAll(async () => {
  for (const table of watched) await systemSql().unsafe(`drop trigger note_scans on ${table}`);
  await systemSql().unsafe("drop function note_scans(); drop table scans");
});

test("handing on, claiming, writing down and hearing are planned by keys, whatever size the tables had", async () => {
  const { workspaceId, inbox, sessionId } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  await storeEvent(workspaceId, inbox.id, received(sessionId, "Good morning"));
  await takeTurn(workspaceId);
  await hearTurn(workspaceId);
  dispatch();
  await untilStates(destination, { delivered: 1 });
  const noted = await systemSql()<{ what: string; allowed: string }[]>`
    select what, allowed from scans group by 1, 2 order by 1, 2`;
  expect(noted.map(({ what, allowed }) => `${what}: ${allowed}`)).toEqual([
    "deliveries insert: off",
    "deliveries update: off",
    "delivery_attempts insert: off",
    "messages insert: off",
  ]);
});
