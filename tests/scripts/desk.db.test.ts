import { execFile } from "node:child_process";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { destinationLedgers } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { env } from "#server/core/env.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { makeDestination } from "../server/deliveries/fixtures.ts";

const run = promisify(execFile);

/** Runs the operator's program as an operator does. @returns what it printed and how it ended */
async function desk(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  try {
    const { stdout, stderr } = await run(process.execPath, ["scripts/desk.ts", ...args]);
    return { out: stdout, err: stderr, code: 0 };
  } catch (error) {
    const failed = z.object({ stdout: z.string(), stderr: z.string(), code: z.number() }).parse(error);
    return { out: failed.stdout, err: failed.stderr, code: failed.code };
  }
}

async function deskJson<T>(schema: z.ZodType<T>, ...args: string[]): Promise<T> {
  const { out, err, code } = await desk(...args, "--json");
  if (code !== 0) throw new Error(`desk ${args[0]} ended with ${code}: ${err}`);
  return schema.parse(JSON.parse(out));
}

const inboxSchema = z.object({ id: z.uuid(), url: z.url(), secret: z.string().nullable() });

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterAll(() => sandbox.close());

async function post(url: string, body: Buffer, secret: string | null) {
  const signature = createHmac("sha256", secret ?? "")
    .update(body)
    .digest("hex");
  return acceptEvent({
    token: url.split("/in/")[1] ?? "",
    headers: secret === null ? {} : { "x-webhook-signature": signature },
    readBody: async () => body,
  });
}

test("workspace:create makes the owner and a workspace, and gives another slug when the name is taken", async () => {
  const schema = z.object({ id: z.uuid(), slug: z.string(), url: z.string() });
  const name = `Desk ${randomBytes(3).toString("hex")}`;
  const first = await deskJson(schema, "workspace:create", "--email", "op@example.com", "--name", name);
  const second = await deskJson(schema, "workspace:create", "--email", "op@example.com", "--name", name);
  expect(first.url).toBe(`${env().PUBLIC_URL}/w/${first.slug}`);
  expect(second.slug).toBe(`${first.slug}-2`);
});

test("sign-in-link prints a link of this installation", async () => {
  const { url } = await deskJson(z.object({ url: z.url() }), "sign-in-link", "--email", "op@example.com");
  expect(url.startsWith(`${env().PUBLIC_URL}/`)).toBe(true);
});

test("an inbox made by hand takes events, and inbox:events prints each as one line with the promised fields", async () => {
  const { slug } = await makeWorkspace();
  const inbox = await deskJson(
    inboxSchema,
    "inbox:create",
    "--workspace",
    slug,
    "--name",
    "Till",
    "--secret",
    "s3cret",
  );
  expect(inbox.secret).toBe("s3cret");
  const bodies = [Buffer.from('{"event":"message.received","data":{}}'), Buffer.from([0, 1, 2])];
  for (const body of bodies) expect((await post(inbox.url, body, "s3cret")).status).toBe(202);
  expect((await post(inbox.url, bodies[0] ?? Buffer.alloc(0), "s3cret")).status).toBe(200);

  const { out } = await desk("inbox:events", "--workspace", slug, "--json");
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const hashes = bodies.map((body) => createHash("sha256").update(body).digest("hex"));
  expect(lines).toMatchObject([
    { seq: 1, event: "message.received", verdict: "verified", duplicates: 1, sha256: hashes[0] },
    { seq: 2, event: null, verdict: "verified", duplicates: 0, sha256: hashes[1] },
  ]);
  expect(Object.keys(lines[0]).sort()).toEqual(
    ["duplicates", "event", "id", "receivedAt", "seq", "sha256", "verdict"].sort(),
  );
  const later = await desk("inbox:events", "--workspace", slug, "--after", "1", "--limit", "5");
  expect(later.out.trim().split("\n")).toHaveLength(1);
});

test("an unsigned inbox has no secret and marks its events", async () => {
  const { slug } = await makeWorkspace();
  const inbox = await deskJson(
    inboxSchema,
    "inbox:create",
    "--workspace",
    slug,
    "--name",
    "Open",
    "--unsigned",
  );
  expect(inbox.secret).toBeNull();
  expect((await post(inbox.url, Buffer.from("x"), null)).status).toBe(202);
  const { out } = await desk("inbox:events", "--workspace", slug);
  expect(JSON.parse(out)).toMatchObject({ verdict: "unsigned" });
});

test("connection:add connects with a key and registers the inbox, without printing the key", async () => {
  const { slug } = await makeWorkspace();
  const { out, code } = await desk(
    "connection:add",
    "--workspace",
    slug,
    "--url",
    sandbox.url,
    "--key",
    "mf_sandbox_pro",
    "--json",
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ plan: "pro", requestsPerMinute: 40, webhook: "registered" });
  expect(out).not.toContain("mf_sandbox_pro");
});

test("doctor fails and says what to do when mail is not configured; the rest is green", async () => {
  const { out, code } = await desk("doctor", "--json");
  expect(code).toBe(1);
  const { checks } = JSON.parse(out);
  expect(checks).toMatchObject({
    database: { ok: true },
    migrations: { ok: true },
    keys: { ok: true },
    mail: { ok: false },
    ledgers: { ok: true },
  });
  expect(checks.mail.detail).toContain("SMTP_URL");
});

test("doctor names destinations whose account did not add up when it was last checked", async () => {
  const { workspaceId } = await makeWorkspace();
  const destinationId = await makeDestination(workspaceId, { url: "https://example.com/" });
  await systemDb()
    .insert(destinationLedgers)
    .values({ workspaceId, destinationId, accepted: 1, checkedAt: new Date(), unbalancedAt: new Date() });
  const { out, code } = await desk("doctor", "--json");
  expect(code).toBe(1);
  const { ledgers } = JSON.parse(out).checks;
  expect(ledgers).toMatchObject({ ok: false, detail: expect.stringContaining(destinationId) });
});

test("a mistake is answered with one helpful sentence and exit code 1", async () => {
  const mistakes = [
    ["no-such-command"],
    ["inbox:create", "--name", "x"],
    ["inbox:events", "--workspace", "nobody-has-this"],
    ["connection:add", "--workspace", "nobody-has-this", "--key", "mf_x"],
    ["inbox:events", "--wrokspace", "x"],
  ];
  for (const args of mistakes) {
    const { err, code } = await desk(...args);
    expect(code, args.join(" ")).toBe(1);
    expect(err, args.join(" ")).not.toMatch(/\n\s+at /);
    expect(err.length, args.join(" ")).toBeGreaterThan(20);
  }
});
