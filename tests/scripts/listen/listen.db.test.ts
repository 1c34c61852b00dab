import { createHmac, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { apiTokens } from "#db/schema/index.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { nudge } from "#server/live/index.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { makePlace } from "../../server/streams/fixtures.ts";
import { startReceiver } from "../../server/streams/receiver.ts";
import { startInstallation, startListen } from "./support.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "moltdesk-listen-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const send = (token: string, body: Buffer | string, headers: Record<string, string> = {}) =>
  acceptEvent({ token, headers, readBody: async () => Buffer.from(body) });

const numbersIn = (got: { body: Buffer }[]) => got.map(({ body }) => JSON.parse(body.toString()).n);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("over the database: bytes, headers and signature arrive as they were sent, and it goes on where it was", async () => {
  const place = await makePlace();
  const inbox = await makeInbox(place.workspaceId, { secret: "s3cret" });
  await using receiver = await startReceiver();
  const bodies = [
    Buffer.from('{ "event":"message.received",\n "big": 12345678901234567890, "a":1, "a":2 }'),
    Buffer.from([0, 255, 254, 13, 10]),
    Buffer.from(""),
    randomBytes(1024 * 1024),
  ];
  const ids: string[] = [];
  for (const body of bodies) {
    const signature = createHmac("sha256", "s3cret").update(body).digest("hex");
    const headers = { "x-webhook-signature": signature, "content-type": "application/json", te: "x" };
    const { body: answer } = await send(inbox.token, body, { ...headers, "user-agent": "MoltFlow/2" });
    ids.push(String(answer.id));
  }
  const args = ["--workspace", place.slug, "--forward", `${receiver.url}/hook?x=1`];
  {
    await using listening = startListen(directory, [...args, "--after", "0"]);
    await receiver.until(bodies.length);
    await listening.untilSaid("after event 0");
    await expect.poll(() => listening.said.out.match(/→ {2}204/g)?.length).toBe(bodies.length);
    expect(await listening.stop()).toBe(0);
    expect(listening.said.out).toContain("#1  message.received  →  204");
    expect(listening.said.out).toContain(`forwarded: ${bodies.length}\nafter: ${bodies.length}`);
  }
  for (const [index, { body, headers, url }] of receiver.got.entries()) {
    expect(body.equals(bodies[index] ?? Buffer.alloc(0)), `body ${index}`).toBe(true);
    expect(url).toBe("/hook?x=1");
    expect(headers["x-webhook-signature"]).toBe(createHmac("sha256", "s3cret").update(body).digest("hex"));
    expect(headers).toMatchObject({ "webhook-id": `msg_${ids[index]}`, "user-agent": "MoltFlow/2" });
    expect(headers).not.toHaveProperty("te");
  }
  await send(place.inbox.token, '{"event":"a","n":1}');
  await using again = startListen(directory, args);
  await again.untilSaid(`after event ${bodies.length}`);
  await receiver.until(bodies.length + 1);
  expect(await again.stop()).toBe(0);
  expect(receiver.got).toHaveLength(bodies.length + 1);
}, 60_000);

test("a local program that goes away gets everything in order once it is back, and is told about", async () => {
  const { slug, inbox } = await makePlace();
  const first = await startReceiver();
  const args = ["--workspace", slug, "--forward", first.url, "--after", "0", "--filter", "event=a"];
  await using listening = startListen(directory, args);
  await send(inbox.token, '{"event":"a","n":1}');
  await first.until(1);
  await first.close();
  for (const n of [2, 3, 4]) {
    await send(inbox.token, `{"event":"a","n":${n}}`);
    await send(inbox.token, `{"event":"b","n":${n}}`);
  }
  await listening.untilSaid("Nobody answers at");
  await using second = await startReceiver({
    port: first.port,
    // A program's refusal is its answer; it is shown, and the next one comes.
    answer: (response, { body }) => response.writeHead(body.includes('"n":3') ? 500 : 204).end(),
  });
  await second.until(3);
  expect(numbersIn(second.got)).toEqual([2, 3, 4]);
  await listening.untilSaid("is back.");
  await expect.poll(() => listening.said.out).toMatch(/→ {2}500.*\n.*→ {2}204/);
}, 60_000);

test("over another installation: it says when that is gone and when it is back, and misses nothing", async () => {
  const { slug, inbox, token, tokenId, workspaceId } = await makePlace();
  await using receiver = await startReceiver();
  const server = await startInstallation();
  const args = ["--workspace", slug, "--forward", receiver.url, "--url", server.url, "--json"];
  await using listening = startListen(directory, args, { MOLTDESK_TOKEN: token, DATABASE_URL: "" });
  await listening.untilSaid("Listening to the workspace");
  for (const n of [1, 2, 3]) await send(inbox.token, `{ "event":"a", "n":${n} }`);
  await receiver.until(3);
  await server.close();
  for (const n of [4, 5]) await send(inbox.token, `{ "event":"a", "n":${n} }`);
  await listening.untilSaid("Offline:");
  await using back = await startInstallation(server.port);
  await receiver.until(5);
  await listening.untilSaid("Back online: going on after event 3.");
  expect(numbersIn(receiver.got)).toEqual(upTo(5));
  expect(receiver.got[4]?.body.toString()).toBe('{ "event":"a", "n":5 }');
  await expect.poll(() => listening.said.out.trim().split("\n")).toHaveLength(5);
  expect(JSON.parse(listening.said.out.split("\n")[4] ?? "")).toMatchObject({ seq: 5, status: 204 });
  await systemDb().update(apiTokens).set({ revokedAt: new Date() }).where(eq(apiTokens.id, tokenId));
  await systemDb().transaction((tx) => nudge(tx, workspaceId, "access"));
  expect(await listening.ended).toBe(1);
  expect(listening.said.err).toContain("refuses:");
  expect(listening.said.err).not.toContain(token.slice(8));
  expect(back.port).toBe(server.port);
}, 60_000);

test("a mistake is told in one sentence", async () => {
  const { slug, token } = await makePlace();
  const other = await makePlace();
  await using server = await startInstallation();
  const forward = ["--forward", "http://localhost:9"];
  const remote = [...forward, "--url", server.url];
  const mistakes: [args: string[], said: string, env?: Record<string, string>][] = [
    [["--workspace", slug], "--forward is missing"],
    [["--workspace", slug, "--forward", "localhost:3000"], "--forward takes an address"],
    [["--workspace", slug, ...forward, "--after", "soon"], "--after takes"],
    [["--workspace", slug, ...forward, "--after", "99"], "--after latest"],
    [["--workspace", slug, ...forward, "--filter", "evnet=a"], "--filter takes"],
    [["--workspace", slug, ...remote], "Set MOLTDESK_TOKEN"],
    [["--workspace", other.slug, ...remote], "Give --workspace", { MOLTDESK_TOKEN: token }],
    [["--workspace", slug, ...remote], "refuses", { MOLTDESK_TOKEN: "mdk_wrong" }],
    [["--workspace", slug, ...remote, "--after", "99"], "after=latest", { MOLTDESK_TOKEN: token }],
  ];
  const told = mistakes.map(async ([args, said, env]) => {
    const listening = startListen(directory, args, env);
    expect(await listening.ended, args.join(" ")).toBe(1);
    expect(listening.said.err, args.join(" ")).toContain(said);
    expect(listening.said.err).not.toMatch(/\n\s+at /);
  });
  await Promise.all(told);
}, 60_000);
