import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { systemSql } from "#db/client.ts";
import type { Holding } from "#db/holding.ts";
import { keyColumns, workspaceColumn } from "#db/holding.ts";
import * as schema from "#db/schema/index.ts";
import { projectRoot } from "#scripts/support/command.ts";
import { allHoldings, holdings } from "#server/data/holdings.ts";

const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable));
const ofWorkspaces = tables.filter(
  (table) => table === schema.workspaces || "workspaceId" in getTableColumns(table),
);
const declared = allHoldings.map(({ table }) => getTableName(table));

test("every table of a workspace is declared by exactly one domain", () => {
  expect(declared.toSorted()).toEqual(ofWorkspaces.map(getTableName).toSorted());
});

test("every domain with a router declares what it holds", async () => {
  const folders = await readdir(`${projectRoot}/server`);
  const domains = folders.filter((name) => existsSync(`${projectRoot}/server/${name}/router.ts`));
  expect(domains.filter((name) => !existsSync(`${projectRoot}/server/${name}/holdings.ts`))).toEqual([]);
  expect(domains.filter((name) => !(name in holdings))).toEqual([]);
});

test("no secret, digest or sealed value is exported", () => {
  const secretive = /sealed|hash|sha256|secret|token|wrapped|digest|qr|signature/i;
  const exported = allHoldings.flatMap(({ table, exported: what }) =>
    "columns" in what ? Object.keys(what.columns).map((name) => `${getTableName(table)}.${name}`) : [],
  );
  expect(exported.filter((name) => secretive.test(name.split(".")[1] ?? ""))).toEqual([]);
});

test("every column that could name a contact is searched, or the table says why not", () => {
  for (const { table, contact } of allHoldings) {
    if (!("namedIn" in contact)) continue;
    for (const column of contact.namedIn) expect(column.table).toBe(table);
    expect(contact.namedIn.length).toBeGreaterThan(0);
  }
});

test("rows can be paged through by what tells them apart, and belong to a workspace", () => {
  for (const { table } of allHoldings) {
    expect(keyColumns(table).length, getTableName(table)).toBeGreaterThan(0);
    expect(["workspace_id", "id"]).toContain(
      workspaceColumn(table).name.replace("workspaceId", "workspace_id"),
    );
  }
});

test("what follows members' restrictions is also behind the database's wall for them", async () => {
  const rows = await systemSql()<{ tablename: string }[]>`
    select tablename from pg_policies where policyname like '%_within_sight'`;
  const walled = new Set(rows.map(({ tablename }) => tablename));
  const names = (...seen: Holding["seenBy"][]) =>
    allHoldings.filter(({ seenBy }) => seen.includes(seenBy)).map(({ table }) => getTableName(table));
  // A person's own rows may go out of their sight with the chat that they are about.
  const own = new Set(names("own"));
  const followers = [...walled].filter((name) => !own.has(name));
  expect(names("number", "chat", "unrestricted").toSorted()).toEqual(followers.toSorted());
});

test("what only Moltdesk sees cannot be read by a tenant's transaction", async () => {
  const rows = await systemSql()<{ table_name: string }[]>`
    select table_name from information_schema.role_table_grants
    where grantee = 'moltdesk_tenant' and privilege_type = 'SELECT'`;
  const readable = new Set(rows.map(({ table_name }) => table_name));
  // Tenant transactions may look, and find only digests.
  const digests = "event_fingerprints";
  const hidden = allHoldings
    .filter(({ seenBy }) => seenBy === "nobody")
    .map(({ table }) => getTableName(table));
  expect(hidden.filter((name) => readable.has(name) && name !== digests)).toEqual([]);
  for (const { table, exported } of allHoldings) {
    if ("columns" in exported) expect(readable, getTableName(table)).toContain(getTableConfig(table).name);
  }
});
