import { and, eq } from "drizzle-orm";
import { strFromU8, unzipSync } from "fflate";
import { beforeAll, expect, test, vi } from "vitest";
import { GET } from "#app/w/[workspace]/settings/data/exports/[id]/route.ts";
import { systemDb } from "#db/client.ts";
import { auditEntries, authSessions, dataExports, exportChunks } from "#db/schema/index.ts";
import { sessionCookieName, storedSessionToken } from "#server/auth/session.ts";
import { newId, newToken } from "#server/core/ids.ts";
import { exportData, forgetExport } from "#server/data/jobs.ts";
import { startWorker } from "#server/worker.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeChat, makeConnectedNumber, makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeEvents, makeMember, runJobs, setMember, waitingJobs } from "./fixtures.ts";

const maya = "5511912345678";
const tom = "447700900123";

/** A workspace with two numbers and what arrived for them, and for a number that is not the workspace's. */
async function makeDesk() {
  const desk = await makeWorkspace("Harbour Clinic");
  const { workspaceId } = desk;
  const front = await makeConnectedNumber(workspaceId);
  const inbox = await makeInbox(workspaceId, { secret: null, connectionId: front.connectionId });
  await makeEvents(workspaceId, inbox.id, [
    { sessionId: front.sessionId, chatId: `${maya}@c.us`, text: `Call me: +${maya}` },
    { sessionId: front.sessionId, chatId: `${tom}@c.us`, text: "=HYPERLINK(1)" },
    { sessionId: "a-foreign-session", chatId: "4915100000000@c.us", text: "Not yours" },
    { sessionId: front.sessionId, body: Buffer.from([0xff, 0xfe, 0x00]) },
  ]);
  return { ...desk, ...front, inboxId: inbox.id };
}
type Desk = Awaited<ReturnType<typeof makeDesk>>;

async function cookieOf(userId: string): Promise<string> {
  const token = newToken();
  const expires = new Date(Date.now() + 3_600_000);
  await systemDb()
    .insert(authSessions)
    .values({ sessionToken: storedSessionToken(token), userId, expires });
  return `${sessionCookieName()}=${token}`;
}

async function download(slug: string, id: string, userId: string | null): Promise<Response> {
  const headers: Record<string, string> = userId === null ? {} : { cookie: await cookieOf(userId) };
  const request = new Request(`http://localhost:3000/w/${slug}/settings/data/exports/${id}`, { headers });
  return GET(request, { params: Promise.resolve({ workspace: slug, id }) });
}

async function unzipped(response: Response): Promise<Record<string, string>> {
  expect(response.status).toBe(200);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const rowOf = async (id: string) =>
  (await systemDb().select().from(dataExports).where(eq(dataExports.id, id)))[0];

async function exportEverything({ slug, workspaceId, owner }: Desk, format: "json" | "csv" = "json") {
  const { id } = await (await callerOf(owner)).data.exportWorkspace({ workspace: slug, format });
  await runJobs(workspaceId, "export-data");
  return id;
}

let desk: Desk;
beforeAll(async () => {
  desk = await makeDesk();
});

test("everything of the workspace is in the archive, nothing of another number, and no secret", async () => {
  const id = await exportEverything(desk);
  expect(await rowOf(id)).toMatchObject({ state: "ready", failure: null });
  const response = await download(desk.slug, id, desk.owner.id);
  expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="moltdesk-.*\.zip"$/);
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  const files = await unzipped(response);
  expect(Object.keys(files).sort()).toEqual([
    ...["audit/audit_entries.json", "billing/billing_accounts.json", "chats/chats.json"],
    ...["connections/connections.json"],
    ...["data/contact_erasures.json", "deliveries/deliveries.json", "deliveries/delivery_attempts.json"],
    ...["destinations/destination_hours.json", "destinations/destination_ledgers.json"],
    ...["destinations/destinations.json"],
    ...["inbox/events.json", "inbox/inboxes.json"],
    ...["invitations/invitations.json", "labels/chat_labels.json", "labels/labels.json"],
    ...["labels/labels_on_numbers.json", "manifest.json", "members/members.json", "messages/messages.json"],
    ...["messages/outbox_messages.json", "messages/scheduled_messages.json", "numbers/number_drops.json"],
    ...["numbers/numbers.json", "replays/replays.json", "snippets/snippets.json"],
    ...["subscriptions/on_call_shifts.json"],
    ...["subscriptions/subscriptions.json", "teamwork/chat_notes.json"],
    ...["tokens/api_tokens.json", "usage/usage_callers.json", "usage/usage_days.json"],
    ...["walls/leak_tests.json", "workspaces/workspaces.json"],
  ]);
  const events = JSON.parse(files["inbox/events.json"] ?? "");
  // Bytes that name no number belong to none.
  expect(events).toHaveLength(3);
  expect(events[0]).toMatchObject({ seq: 1, chatId: `${maya}@c.us`, bodyBase64: null });
  expect(JSON.parse(events[0].body).data.message).toBe(`Call me: +${maya}`);
  expect(JSON.parse(files["members/members.json"] ?? "")).toMatchObject([
    { userId: desk.owner.id, email: desk.owner.email, role: "owner" },
  ]);
  const all = Object.values(files).join("\n");
  expect(all).not.toContain("Not yours");
  expect(all).not.toMatch(/sealed|token_hash|tokenHash|mf_test_key/);
  const manifest = JSON.parse(files["manifest.json"] ?? "");
  expect(manifest).toMatchObject({
    workspaceId: desk.workspaceId,
    kind: "workspace",
    rows: { "inbox/events": 3 },
  });
  expect(manifest.leftOut["workspaces/workspace_keys"]).toBeTruthy();
});

test("CSV has a head and cells that no spreadsheet runs; bytes that are no text go as base64", async () => {
  const own = await makeWorkspace();
  const inbox = await makeInbox(own.workspaceId, { secret: null });
  await makeEvents(own.workspaceId, inbox.id, [
    { chatId: "=cmd()@c.us", text: "Hi" },
    { body: Buffer.from([0xff, 0xfe, 0x00]) },
  ]);
  const caller = await callerOf(own.owner);
  const { id } = await caller.data.exportWorkspace({ workspace: own.slug, format: "csv" });
  await runJobs(own.workspaceId, "export-data");
  const files = await unzipped(await download(own.slug, id, own.owner.id));
  const [head, first, second] = (files["inbox/events.csv"] ?? "").replace("\ufeff", "").split("\n");
  expect(head).toBe(
    "seq,id,inboxId,receivedAt,verdict,event,sessionId,chatId,duplicates,headers,body,bodyBase64",
  );
  expect(first).toContain("'=cmd()@c.us");
  expect(second).toMatch(/,\/\/4A$/);
});

test("a restricted member's export holds what they may see, with numbers hidden where they are", async () => {
  const { workspaceId, slug, numberId, sessionId } = desk;
  const restrictions = { onlyNumbers: [numberId], assignedOnly: true, hidePhones: true };
  const agent = await makeMember(workspaceId, "agent", restrictions);
  await makeChat(workspaceId, { sessionId, chatId: `${maya}@c.us`, assigneeId: agent.id });
  const caller = await callerOf(agent);
  const { id } = await caller.data.exportEvents({ workspace: slug, format: "json" });
  await runJobs(workspaceId, "export-data");
  const files = await unzipped(await download(slug, id, agent.id));
  expect(Object.keys(files).sort()).toEqual(["inbox/events.json", "manifest.json"]);
  const events = JSON.parse(files["inbox/events.json"] ?? "");
  expect(events).toHaveLength(1);
  expect(JSON.stringify(files)).not.toMatch(/12345678|4477009/);
  expect(events[0].chatId).toMatch(/^hidden-78-/);

  await setMember(agent.id, { onlyNumbers: [] });
  const later = await download(slug, id, agent.id);
  expect(later.status).toBe(409);
  expect(await later.text()).not.toContain(maya);
  await setMember(agent.id, { onlyNumbers: [newId()] });
  const nothing = await caller.data.exportEvents({ workspace: slug, format: "json" });
  await runJobs(workspaceId, "export-data");
  const empty = await unzipped(await download(slug, nothing.id, agent.id));
  expect(JSON.parse(empty["inbox/events.json"] ?? "")).toEqual([]);
});

test("who left, or may not export any more, gets no file; noExport is refused at once", async () => {
  const { workspaceId, slug } = desk;
  const [gone, barred] = [await makeMember(workspaceId, "viewer"), await makeMember(workspaceId, "agent")];
  const ids = [];
  for (const person of [gone, barred]) {
    const caller = await callerOf(person);
    ids.push((await caller.data.exportEvents({ workspace: slug, format: "csv" })).id);
  }
  await setMember(gone.id, { suspendedAt: new Date() });
  await setMember(barred.id, { noExport: true });
  await runJobs(workspaceId, "export-data");
  expect(await rowOf(ids[0] ?? "")).toMatchObject({ state: "failed", failure: "requester_gone" });
  expect(await rowOf(ids[1] ?? "")).toMatchObject({ state: "failed", failure: "not_allowed" });
  await expect(
    (await callerOf(barred)).data.exportEvents({ workspace: slug, format: "csv" }),
  ).rejects.toMatchObject({ cause: { reason: "member.no_export" } });
});

test("a file is for whoever may export everything, and of the inbox for who asked; everybody else finds nothing", async () => {
  const { workspaceId, slug, owner } = desk;
  const everything = await exportEverything(desk);
  const agent = await makeMember(workspaceId, "agent");
  const { id: own } = await (await callerOf(agent)).data.exportEvents({ workspace: slug, format: "json" });
  await runJobs(workspaceId, "export-data");
  const colleague = await makeMember(workspaceId, "agent");
  const billing = await makeMember(workspaceId, "billing");
  const stranger = await makeWorkspace();
  const status = async (id: string, userId: string | null) => (await download(slug, id, userId)).status;
  expect(await status(everything, owner.id)).toBe(200);
  expect(await status(everything, agent.id)).toBe(404);
  expect(await status(own, agent.id)).toBe(200);
  expect(await status(own, owner.id)).toBe(200);
  expect(await status(own, colleague.id)).toBe(404);
  expect(await status(own, billing.id)).toBe(403);
  expect(await status(own, stranger.owner.id)).toBe(404);
  expect(await status(own, null)).toBe(401);
  expect(await status(newId(), owner.id)).toBe(404);
  expect(await status("nonsense", owner.id)).toBe(404);
  // Their own workspace's address with this workspace's id.
  expect((await download(stranger.slug, everything, stranger.owner.id)).status).toBe(404);

  const list = async (person: typeof agent) =>
    (await (await callerOf(person)).data.exports({ workspace: slug })).map(({ id }) => id);
  expect(await list(agent)).toEqual([own]);
  expect(await list(colleague)).toEqual([]);
  expect(await list(owner)).toEqual(expect.arrayContaining([everything, own]));
  await expect(
    (await callerOf(colleague)).data.cancelExport({ workspace: slug, id: own }),
  ).rejects.toMatchObject({ cause: { reason: "export.not_found" } });
  const downloads = await systemDb()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.target, own), eq(auditEntries.action, "data.export_download")));
  expect(downloads.map(({ actorId }) => actorId).sort()).toEqual([agent.id, owner.id].sort());
});

test("a file is gone when its time is over, also for who has the link", async () => {
  const id = await exportEverything(desk);
  await systemDb()
    .update(dataExports)
    .set({ expiresAt: new Date(Date.now() - 1) })
    .where(eq(dataExports.id, id));
  expect((await download(desk.slug, id, desk.owner.id)).status).toBe(410);
  await forgetExport.run({ workspaceId: desk.workspaceId, exportId: id });
  expect(await systemDb().$count(exportChunks, eq(exportChunks.exportId, id))).toBe(0);
  const [shown] = await (await callerOf(desk.owner)).data.exports({ workspace: desk.slug });
  expect(shown).toMatchObject({ id, state: "expired" });
});

test("two at once are one; a run whose worker died starts over, and the dead one that goes on writes nothing", async () => {
  const own = await makeDesk();
  const caller = await callerOf(own.owner);
  const wanted = { workspace: own.slug, format: "json" } as const;
  const tries = await Promise.allSettled([
    caller.data.exportWorkspace(wanted),
    caller.data.exportWorkspace(wanted),
  ]);
  expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [job] = await waitingJobs(own.workspaceId, "export-data");
  const payload = exportData.payload.parse(job?.payload);
  await Promise.all([exportData.run(payload), exportData.run(payload), exportData.run(payload)]);
  await exportData.run(payload);
  expect(await rowOf(payload.exportId)).toMatchObject({ state: "ready" });
  const files = await unzipped(await download(own.slug, payload.exportId, own.owner.id));
  expect(JSON.parse(files["inbox/events.json"] ?? "")).toHaveLength(3);
  const [again] = (await waitingJobs(own.workspaceId, "export-data")).filter(({ key }) =>
    key?.endsWith(":again"),
  );
  expect(again?.payload).toEqual(payload);
});

test("an export that never succeeds gives up after five runs", async () => {
  const own = await makeDesk();
  const { id } = await (await callerOf(own.owner)).data.exportWorkspace({
    workspace: own.slug,
    format: "json",
  });
  await systemDb().update(dataExports).set({ run: 5, state: "running" }).where(eq(dataExports.id, id));
  await exportData.run({ workspaceId: own.workspaceId, exportId: id });
  expect(await rowOf(id)).toMatchObject({ state: "failed", failure: "internal" });
});

test("cancelled before and while it is made, it leaves no piece of a file", async () => {
  const own = await makeDesk();
  await makeEvents(
    own.workspaceId,
    own.inboxId,
    Array.from({ length: 1_500 }, () => ({ sessionId: own.sessionId })),
  );
  const caller = await callerOf(own.owner);
  const first = await caller.data.exportWorkspace({ workspace: own.slug, format: "json" });
  await caller.data.cancelExport({ workspace: own.slug, id: first.id });
  const second = await caller.data.exportWorkspace({ workspace: own.slug, format: "json" });
  const running = runJobs(own.workspaceId, "export-data");
  await vi.waitFor(async () => expect((await rowOf(second.id))?.state).not.toBe("queued"));
  await caller.data.cancelExport({ workspace: own.slug, id: second.id });
  await running;
  for (const { id } of [first, second]) {
    await forgetExport.run({ workspaceId: own.workspaceId, exportId: id });
    expect(await rowOf(id)).toMatchObject({ state: "cancelled" });
    expect(await systemDb().$count(exportChunks, eq(exportChunks.exportId, id))).toBe(0);
    expect((await download(own.slug, id, own.owner.id)).status).toBe(409);
  }
});

test("a running worker makes it, and says how far it is", async () => {
  const own = await makeDesk();
  await makeEvents(
    own.workspaceId,
    own.inboxId,
    Array.from({ length: 700 }, () => ({ sessionId: own.sessionId })),
  );
  const caller = await callerOf(own.owner);
  const { id } = await caller.data.exportWorkspace({ workspace: own.slug, format: "csv" });
  const worker = await startWorker();
  await vi.waitFor(async () => expect((await rowOf(id))?.state).toBe("ready"), { timeout: 10_000 });
  await worker.stop();
  const [shown] = await caller.data.exports({ workspace: own.slug });
  expect(shown).toMatchObject({ state: "ready", rowsDone: shown?.rowsTotal });
  expect(shown?.rowsTotal).toBeGreaterThan(700);
  expect(shown?.sizeBytes).toBeGreaterThan(1_000);
  const files = await unzipped(await download(own.slug, id, own.owner.id));
  expect((files["inbox/events.csv"] ?? "").trim().split("\n")).toHaveLength(704);
}, 20_000);
