import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { connections } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { record } from "#server/audit/index.ts";
import { env } from "#server/core/env.ts";
import { enqueue } from "#server/jobs/index.ts";
import { sendMessage } from "#server/messages/jobs.ts";
import { unseal } from "#server/vault/index.ts";
import { makeConnectedNumber, makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeEvents } from "../../server/data/fixtures.ts";
import { startSmtpServer } from "../../server/mail/smtp-server.ts";

const run = promisify(execFile);

let folder: string;
let fresh: EmbeddedPostgres;
let sandbox: RunningSandbox;
let mail: Awaited<ReturnType<typeof startSmtpServer>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "moltdesk-restore-"));
  [fresh, sandbox, mail] = await Promise.all([
    startEmbeddedPostgres({ directory: join(folder, "cluster"), durable: false }),
    startMoltflowSandbox({ port: 0, tenants: "none" }),
    startSmtpServer(),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([fresh.stop("immediate"), sandbox.close(), mail.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** The operator's program, with another database. */
async function desk(databaseUrl: string, ...args: string[]) {
  const settings = { DATABASE_URL: databaseUrl, SMTP_URL: mail.url, MOLTFLOW_SANDBOX_URL: sandbox.url };
  try {
    const { stdout } = await run(process.execPath, ["scripts/desk.ts", ...args, "--json"], {
      env: { ...process.env, ...settings },
    });
    return { code: 0, out: stdout.trim().split("\n").at(-1) ?? "", err: "" };
  } catch (error) {
    const failed = z.object({ stdout: z.string(), stderr: z.string(), code: z.number() }).parse(error);
    return { code: failed.code, out: failed.stdout, err: failed.stderr };
  }
}

/** Every row of every table with data, as text. */
async function contentOf(databaseUrl: string): Promise<Map<string, string[]>> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('public', 'graphile_worker') order by 1`;
    const content = new Map<string, string[]>();
    for (const { name } of tables) {
      if (name === "graphile_worker.migrations") continue;
      const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t order by 1`);
      content.set(
        name,
        rows.map(({ row }) => row),
      );
    }
    return content;
  } finally {
    await sql.end();
  }
}

test("a fresh cluster that was filled from a backup is the same to the last row, and goes on", async () => {
  const { workspaceId } = await makeWorkspace();
  const { connectionId } = await makeConnectedNumber(workspaceId, { key: "mf_a_key_to_come_back" });
  const inbox = await makeInbox(workspaceId, { secret: null });
  await makeEvents(workspaceId, inbox.id, [
    { text: "Tabs\tand\nlines \\ and 你好", headers: { "x-odd": "\\N" } },
    { body: Buffer.from([0, 255, 9, 10, 92]) },
    ...Array.from({ length: 500 }, () => ({})),
  ]);
  await systemDb().transaction((tx) =>
    record(tx, {
      workspaceId,
      actor: { kind: "operator" },
      action: "test.backup",
      details: { words: "ä\\t" },
    }),
  );
  await enqueue(systemDb(), sendMessage, { workspaceId, messageId: workspaceId, attempt: 1 });

  const source = env().DATABASE_URL;
  const file = join(folder, "moltdesk.backup");
  const before = await contentOf(source);
  expect(await desk(source, "backup", "--file", file)).toMatchObject({ code: 0 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await desk(source, "backup", "--file", file)).err).toContain("exists already");

  const restored = await desk(fresh.url, "restore", "--file", file);
  expect(restored, restored.err).toMatchObject({ code: 0 });
  expect(await contentOf(fresh.url)).toEqual(before);
  expect([...before.values()].flat().length).toBeGreaterThan(500);

  const doctor = await desk(fresh.url, "doctor");
  expect(JSON.parse(doctor.out)).toMatchObject({
    ok: true,
    checks: { keys: { ok: true, detail: expect.stringContaining("open") } },
  });
  const sql = postgres(fresh.url, { max: 1, onnotice: () => undefined });
  const [row] = await sql<
    { sealed_key: Buffer }[]
  >`select sealed_key from connections where id = ${connectionId}`;
  const place = { workspaceId, purpose: "moltflow-key", recordId: connectionId } as const;
  expect(await unseal(place, row?.sealed_key ?? Buffer.alloc(0))).toBe("mf_a_key_to_come_back");

  // The walls, the chain and the queue's numbers are in force again.
  await expect(sql`update audit_entries set action = 'x'`).rejects.toThrow();
  await sql`insert into audit_entries (workspace_id, id, actor_kind, action)
    values (${workspaceId}, gen_random_uuid(), 'operator', 'test.after')`;
  const [chained] = await sql`select seq, prev_hash from audit_entries where action = 'test.after'`;
  expect(Number(chained?.seq)).toBeGreaterThan(1);
  const [job] = await sql`select id from graphile_worker.add_job('housekeeping')`;
  const [newest] = await sql`select max(id) as id from graphile_worker._private_jobs`;
  expect(job?.id).toBe(newest?.id);
  await sql.end();

  const again = await desk(fresh.url, "restore", "--file", file);
  expect(again.code).toBe(1);
  expect(again.err).toContain("not empty");
  expect(await systemDb().$count(connections)).toBeGreaterThan(0);
}, 180_000);

test("a damaged, cut, foreign or missing file leaves an empty database empty", async () => {
  const sql = postgres(fresh.url, { max: 1, onnotice: () => undefined });
  await sql`create database damaged`;
  await sql.end();
  const target = new URL(fresh.url);
  target.pathname = "/damaged";
  const file = join(folder, "moltdesk.backup");
  const whole = await readFile(file);
  const cut = join(folder, "cut");
  await writeFile(cut, whole.subarray(0, whole.length - 40));
  const foreign = join(folder, "foreign");
  await writeFile(foreign, "PGDMP");
  for (const [given, complaint] of [
    [cut, /cut off|no backup/],
    [foreign, /no backup/],
    [join(folder, "nowhere"), /no such file/],
  ] as const) {
    const { code, err } = await desk(target.href, "restore", "--file", given);
    expect(code).toBe(1);
    expect(err).toMatch(complaint);
  }
  const content = await contentOf(target.href);
  expect([...content.values()].flat()).toEqual([]);
  expect(await desk(target.href, "restore", "--file", file)).toMatchObject({ code: 0 });
}, 180_000);
