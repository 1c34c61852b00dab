import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { expect, inject, onTestFinished, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { kindOf, phoneOf } from "#server/chats/address.ts";
import { newId } from "#server/core/ids.ts";
import { createDatabase, dropDatabase } from "../support/test-postgres.ts";

type Journal = { entries: { tag: string }[] };

/** A database as the version left it whose last migration has this name. */
async function databaseOf(lastMigration: string) {
  const folder = await mkdtemp(join(tmpdir(), "moltdesk-upgrade-"));
  const adminUrl = inject("adminDatabaseUrl");
  const url = await createDatabase(adminUrl);
  onTestFinished(async () => {
    await dropDatabase(adminUrl, url);
    await rm(folder, { recursive: true, force: true });
  });
  await cp("db/migrations", folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8")) as Journal;
  const end = journal.entries.findIndex(({ tag }) => tag === lastMigration) + 1;
  expect(end).toBeGreaterThan(0);
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  await migrate(url, folder);
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  return { url, sql };
}

test("who took care of a chat before there were chats still does", async () => {
  const { url, sql } = await databaseOf("0010_former_members");
  const [workspaceId, connectionId, numberId] = [newId(), newId(), newId()];
  const at = new Date("2026-01-01T00:00:00Z");
  await sql`insert into users (id, email) values ('ann', 'ann@example.com')`;
  await sql`insert into workspaces (id, slug, name) values (${workspaceId}, 'clinic', 'Clinic')`;
  await sql`insert into members (workspace_id, user_id, role) values (${workspaceId}, 'ann', 'owner')`;
  await sql`insert into connections (workspace_id, id, base_url, key_hint, upstream_tenant_id, requests_per_minute, checked_at)
    values (${workspaceId}, ${connectionId}, 'http://127.0.0.1:1', 'mf_…', 'tenant', 40, ${at})`;
  await sql`insert into numbers (workspace_id, id, connection_id, session_id, name, status, status_at, allowed)
    values (${workspaceId}, ${numberId}, ${connectionId}, 'session', 'Reception', 'working', ${at}, true)`;
  const addresses = [
    "5511999999999@c.us",
    "4915112345678@s.whatsapp.net",
    "12345678901234@lid",
    "120363012345678901@g.us",
    "status@broadcast",
  ];
  for (const address of addresses) {
    await sql`insert into chat_assignments (workspace_id, session_id, chat_id, user_id, assigned_at)
      values (${workspaceId}, 'session', ${address}, 'ann', ${at})`;
  }
  await sql`insert into chat_assignments (workspace_id, session_id, chat_id, user_id)
    values (${workspaceId}, 'no number', '1@c.us', 'ann')`;

  await migrate(url);
  const chats =
    await sql`select number_id, chat_id, kind, phone, assignee_id, assigned_at, last_message_at from chats`;
  expect(chats.toSorted((a, b) => addresses.indexOf(a.chat_id) - addresses.indexOf(b.chat_id))).toEqual(
    addresses.map((address) => ({
      ...{ number_id: numberId, chat_id: address, kind: kindOf(address), phone: phoneOf(address) },
      ...{ assignee_id: "ann", assigned_at: at, last_message_at: at },
    })),
  );
  await sql`delete from members where user_id = 'ann'`;
  expect(await sql`select distinct assignee_id from chats`).toEqual([{ assignee_id: null }]);
  await sql.end();
});
