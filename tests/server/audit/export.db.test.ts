import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { GET } from "#app/w/[workspace]/settings/audit/export/route.ts";
import { systemDb } from "#db/client.ts";
import { authSessions, members } from "#db/schema/index.ts";
import { keyIdOf, sealText } from "#server/audit/chain.ts";
import { ExportFileError, verifyExport } from "#server/audit/export-file.ts";
import { exportAudit, pruneAudit } from "#server/audit/index.ts";
import { sealKeys } from "#server/audit/signing.ts";
import { sessionCookieName, storedSessionToken } from "#server/auth/session.ts";
import { newToken } from "#server/core/ids.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { chainOf, recordAll, recordAt } from "./support.ts";

const operator = { kind: "operator" } as const;

async function linesOf(workspaceId: string, filter = {}): Promise<string[]> {
  const { body } = await exportAudit(workspaceId, { format: "json", ...filter }, operator);
  let text = "";
  for await (const part of body) text += part;
  return text.trimEnd().split("\n");
}

async function* each(lines: readonly string[]) {
  yield* lines;
}
const verify = (lines: readonly string[], keys?: string[]) => verifyExport(each(lines), keys);

/** A line that holds JSON, changed. */
function edit(line: string | undefined, change: object): string {
  return JSON.stringify({ ...JSON.parse(line ?? "{}"), ...change });
}

test("an export verifies to its last entry, which tells of the export itself", async () => {
  const { workspaceId } = await makeWorkspace();
  await recordAll(workspaceId, 2500);
  const lines = await linesOf(workspaceId);
  const entries = await chainOf(workspaceId);
  const verdict = await verify(
    lines,
    sealKeys().map(({ publicKey }) => publicKey),
  );
  expect(verdict).toMatchObject({ entries: entries.length, fault: null, partial: false });
  expect(verdict.lastSeal?.seq).toBe(entries.length);
  expect(entries.at(-1)).toMatchObject({ action: "audit.export", actorKind: "operator" });
});

test("whatever is done to the file is found", async () => {
  const { workspaceId } = await makeWorkspace();
  await recordAll(workspaceId, 8);
  const lines = await linesOf(workspaceId);
  const count = lines.length - 2;
  // Line 0 is the header, so line n holds entry n.
  const end = JSON.stringify({ end: { entries: count - 1 } });
  expect((await verify(lines.with(4, edit(lines[4], { ip: "10.0.0.1" })))).fault).toEqual({
    seq: 4,
    what: "changed",
  });
  expect((await verify([...lines.toSpliced(4, 1).slice(0, -1), end])).fault).toEqual({
    seq: 4,
    what: "missing",
  });
  expect((await verify([...lines.slice(0, -2), end])).fault).toEqual({ seq: count, what: "missing" });
  const swapped = lines.with(4, lines[5] ?? "").with(5, lines[4] ?? "");
  expect((await verify(swapped)).fault).toEqual({ seq: 4, what: "reordered" });
  expect((await verify(lines.toSpliced(4, 0, lines[4] ?? ""))).fault).toEqual({ seq: 4, what: "reordered" });
  await expect(verify(lines.slice(0, -1))).rejects.toThrow(ExportFileError);
  await expect(verify([])).rejects.toThrow("empty");
  await expect(verify(["{}"])).rejects.toThrow("Line 1");
  await expect(verify(["not JSON"])).rejects.toThrow("Line 1");
  await expect(verify(lines.with(3, "{}"))).rejects.toThrow("Line 4");
  await expect(verify([...lines, lines[1] ?? ""])).rejects.toThrow("follows on the end");
});

test("a log that somebody seals with a key of their own is believed only by who asks for no other", async () => {
  const { workspaceId } = await makeWorkspace();
  const lines = await linesOf(workspaceId);
  const { privateKey } = generateKeyPairSync("ed25519");
  const publicKey = createPublicKey(
    createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" })),
  ).export({
    format: "jwk",
  }).x as string;
  const header = JSON.parse(lines[0] ?? "");
  const keyId = keyIdOf(publicKey);
  const seals = header.seals.map((seal: Parameters<typeof sealText>[1]) => ({
    ...seal,
    keyId,
    signature: sign(null, Buffer.from(sealText(workspaceId, seal)), privateKey).toString("base64"),
  }));
  const forged = lines.with(0, JSON.stringify({ ...header, seals, keys: [{ id: keyId, publicKey }] }));
  expect((await verify(forged)).fault).toBeNull();
  const trusted = sealKeys().map((key) => key.publicKey);
  expect((await verify(forged, trusted)).fault).toMatchObject({ what: "seal_unknown" });
  // A key under the name of another proves nothing either.
  const named = lines.with(0, JSON.stringify({ ...header, keys: [{ id: header.keys[0].id, publicKey }] }));
  expect((await verify(named)).fault).toMatchObject({ what: "seal_unknown" });
});

test("a filtered export says that it is a part, and its entries are checked all the same", async () => {
  const { workspaceId } = await makeWorkspace();
  await recordAll(workspaceId, [{}, { action: "test.other" }, {}, {}, { action: "test.other" }]);
  const lines = await linesOf(workspaceId, { action: "test.act" });
  expect(await verify(lines)).toMatchObject({ entries: 3, partial: true, fault: null });
  expect((await verify(lines.with(2, edit(lines[2], { target: "x" })))).fault).toMatchObject({
    what: "changed",
  });
  const whole = JSON.stringify({ ...JSON.parse(lines[0] ?? ""), filter: null });
  expect((await verify(lines.with(0, whole))).fault).toMatchObject({ what: "missing" });
});

test("an export of what retention left verifies", async () => {
  const { workspaceId } = await makeWorkspace();
  for (let entry = 0; entry < 3; entry++) await recordAt(workspaceId, new Date("2020-01-01"));
  await recordAll(workspaceId, 2);
  await pruneAudit(workspaceId, new Date(Date.now() + 1000));
  await recordAll(workspaceId, 1);
  const verdict = await verify(await linesOf(workspaceId));
  expect(verdict).toMatchObject({ firstSeq: 7, fault: null });
});

async function cookieOf(userId: string): Promise<string> {
  const session = newToken();
  const expires = new Date(Date.now() + 3_600_000);
  await systemDb()
    .insert(authSessions)
    .values({ sessionToken: storedSessionToken(session), userId, expires });
  return `${sessionCookieName()}=${session}`;
}

async function get(slug: string, query: string, headers: Record<string, string>) {
  const url = `http://localhost:3000/w/${slug}/settings/audit/export?${query}`;
  return GET(new Request(url, { headers }), { params: Promise.resolve({ workspace: slug }) });
}

test("the route hands the file to whoever may export, refuses everybody else, and writes both down", async () => {
  const { workspaceId, slug, ownerId } = await makeWorkspace();
  const [agent, stranger] = [await makeUser(), await makeUser()];
  await systemDb().insert(members).values({ workspaceId, userId: agent.id, role: "agent" });
  const other = await makeWorkspace();
  const owner = await cookieOf(ownerId);
  const done = await get(slug, "format=json", { cookie: owner });
  expect(done.status).toBe(200);
  expect(done.headers.get("content-disposition")).toMatch(
    new RegExp(`^attachment; filename="audit-${slug}-\\d{4}-\\d\\d-\\d\\d\\.ndjson"$`),
  );
  expect((await verify((await done.text()).trimEnd().split("\n"))).fault).toBeNull();
  const refused = async (query: string, headers: Record<string, string>, at = slug) =>
    (await get(at, query, headers)).status;
  expect(await refused("format=csv", {})).toBe(401);
  expect(await refused("format=csv", { cookie: await cookieOf(agent.id) })).toBe(403);
  expect(await refused("format=csv", { cookie: await cookieOf(stranger.id) })).toBe(404);
  expect(await refused("format=csv", { cookie: owner }, other.slug)).toBe(404);
  expect(await refused("format=csv", { cookie: owner, "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await refused("format=xml", { cookie: owner })).toBe(400);
  expect(await refused("format=csv&from=yesterday", { cookie: owner })).toBe(400);
  const chain = await chainOf(workspaceId);
  expect(chain.map(({ action, outcome, actorId }) => [action, outcome, actorId])).toEqual(
    expect.arrayContaining([
      ["audit.export", "done", ownerId],
      ["audit.export", "refused", agent.id],
      ["workspace.enter", "refused", stranger.id],
    ]),
  );
});

test("no cell of a CSV begins like a formula", async () => {
  const { workspaceId, slug, ownerId } = await makeWorkspace();
  const hostile = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"];
  await recordAll(
    workspaceId,
    hostile.map((target) => ({ target })),
  );
  const response = await get(slug, "format=csv&action=test.act", { cookie: await cookieOf(ownerId) });
  const text = Buffer.from(await response.arrayBuffer()).toString();
  expect(text.charCodeAt(0), "the mark that tells Excel the encoding").toBe(0xfeff);
  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(1 + hostile.length);
  for (const target of hostile) expect(text).toContain(`'${target.replaceAll('"', '""')}`);
  expect(text).not.toMatch(/(^|,)"?[=+@\t-]/m);
});

test("an export holds entries of no other workspace", async () => {
  const [a, b] = [await makeWorkspace(), await makeWorkspace()];
  await recordAll(b.workspaceId, [{ target: "theirs" }]);
  expect((await linesOf(a.workspaceId)).join("\n")).not.toContain("theirs");
  const rows = await systemDb().execute(
    sql`select count(*)::int as count from audit_entries where target = 'theirs'`,
  );
  expect(rows[0]).toEqual({ count: 1 });
});
