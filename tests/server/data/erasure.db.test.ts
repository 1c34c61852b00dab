import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import {
  auditEntries,
  chats,
  contactErasures,
  eventFingerprints,
  events,
  outboxMessages,
} from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { eraseContactJob } from "#server/data/jobs.ts";
import { startWorker } from "#server/worker.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeConnected } from "../connections/fixtures.ts";
import { plant, reason, receipt, somebody, tracesOf, written } from "./erasure-fixtures.ts";
import { makeEvents, makeMember, runJobs, waitingJobs } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
}, 30_000);
afterAll(() => sandbox.close());

test("a contact leaves no trace in any table, nor at MoltFlow; somebody else keeps all", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, slug } = desk;
  const [digits, other] = [somebody(), somebody()];
  const control = `${sandbox.url}/_sandbox/sessions/${desk.sessionId}/receive`;
  await fetch(control, { method: "POST", body: JSON.stringify({ phone: `+${digits}`, text: "Hello" }) });
  const { caller } = await plant(desk, digits, other);
  const before = (await tracesOf(other)).length;
  expect(new Set(await tracesOf(digits))).toEqual(
    new Set([
      ...["public.events", "public.rejected_requests", "public.outbox_messages", "public.chats"],
      ...["public.export_chunks", "graphile_worker._private_jobs"],
    ]),
  );

  const preview = await caller.data.previewErasure({ workspace: slug, contact: written(digits) });
  expect(preview).toMatchObject({
    hint: `•••${digits.slice(-2)}`,
    found: { inbox: 6, messages: 1, chats: 1 },
    complete: true,
    erasedBefore: [],
  });
  const { id } = await caller.data.eraseContact({ workspace: slug, contact: written(digits), reason });
  expect((await tracesOf(digits)).length).toBeGreaterThan(0);
  await runJobs(workspaceId, "erase-contact");
  await runJobs(workspaceId, "erase-contact-upstream");

  expect(await tracesOf(digits)).toEqual([]);
  expect(await tracesOf(other)).toHaveLength(before);
  expect(JSON.stringify(sandbox.sandbox.store.snapshot())).not.toContain(digits);
  expect(await receipt(workspaceId, id)).toMatchObject({
    state: "done",
    reason,
    contactHint: `•••${digits.slice(-2)}`,
    erased: { inbox: 6, messages: 1, chats: 1, data: 1, jobs: 2 },
    upstream: { outcome: "erased", erased: { chats: 1, messages: 1 } },
  });
  const [view] = await caller.data.erasures({ workspace: slug });
  expect(view).toMatchObject({ id, state: "done", requestedBy: desk.owner.name });
  const again = await caller.data.previewErasure({ workspace: slug, contact: `${digits}@c.us` });
  expect(again).toMatchObject({
    found: { inbox: 0, messages: 0, chats: 0 },
    erasedBefore: [view?.createdAt],
  });
  const actions = await systemDb()
    .select({ action: auditEntries.action })
    .from(auditEntries)
    .where(sql`${auditEntries.target} = ${id}`);
  expect(actions.map(({ action }) => action).sort()).toEqual(["contact.erase", "contact.erased"]);
}, 30_000);

test("a running worker does it all by itself, and a copy that comes later is new and stays", async () => {
  const desk = await makeConnected(sandbox);
  const digits = somebody();
  const inbox = await makeInbox(desk.workspaceId, { secret: null });
  const late = { body: Buffer.from(`{"event":"message.received","data":{"chat_id":"${digits}@c.us"}}`) };
  await makeEvents(desk.workspaceId, inbox.id, [late]);
  const caller = await callerOf(desk.owner);
  const { id } = await caller.data.eraseContact({ workspace: desk.slug, contact: digits, reason });
  const worker = await startWorker();
  await vi.waitFor(async () => expect((await receipt(desk.workspaceId, id))?.state).toBe("done"), {
    timeout: 10_000,
  });
  await worker.stop();
  const inWorkspace = eq(eventFingerprints.workspaceId, desk.workspaceId);
  expect(await systemDb().$count(eventFingerprints, inWorkspace)).toBe(0);
  await makeEvents(desk.workspaceId, inbox.id, [late]);
  await eraseContactJob.run({ workspaceId: desk.workspaceId, erasureId: id, sealed: "" });
  expect(await systemDb().$count(events, eq(events.workspaceId, desk.workspaceId))).toBe(1);
}, 20_000);

test("another workspace with the same contact keeps everything, and sees no receipt", async () => {
  const [desk, neighbour] = [await makeConnected(sandbox), await makeConnected(sandbox)];
  const digits = somebody();
  await plant(desk, digits, somebody());
  await plant(neighbour, digits, somebody());
  const count = async (workspaceId: string) => ({
    events: await systemDb().$count(events, eq(events.workspaceId, workspaceId)),
    messages: await systemDb().$count(outboxMessages, eq(outboxMessages.workspaceId, workspaceId)),
    chats: await systemDb().$count(chats, eq(chats.workspaceId, workspaceId)),
    jobs: (await waitingJobs(workspaceId)).length,
  });
  const before = await count(neighbour.workspaceId);
  const caller = await callerOf(desk.owner);
  await caller.data.eraseContact({ workspace: desk.slug, contact: digits, reason });
  await runJobs(desk.workspaceId, "erase-contact");
  expect(await count(neighbour.workspaceId)).toEqual(before);
  const stranger = await callerOf(neighbour.owner);
  expect(await stranger.data.erasures({ workspace: neighbour.slug })).toEqual([]);
  await expect(stranger.data.erasures({ workspace: desk.slug })).rejects.toMatchObject({ code: "NOT_FOUND" });
}, 20_000);

test("two at once are one, a run that is broken off and begun again counts nothing twice", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, slug } = desk;
  const digits = somebody();
  const { caller } = await plant(desk, digits, somebody());
  const wanted = { workspace: slug, contact: digits, reason };
  const tries = await Promise.allSettled([
    caller.data.eraseContact(wanted),
    caller.data.eraseContact(wanted),
  ]);
  expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = tries.find((result) => result.status === "rejected");
  expect(refused?.reason).toMatchObject({ cause: { reason: "data.erasure_running" } });
  const [job] = await waitingJobs(workspaceId, "erase-contact");
  const payload = eraseContactJob.payload.parse(job?.payload);
  await Promise.all([eraseContactJob.run(payload), eraseContactJob.run(payload)]);
  await eraseContactJob.run(payload);
  const { erased } = (await receipt(workspaceId, payload.erasureId)) ?? {};
  expect(erased).toEqual({ inbox: 6, messages: 1, chats: 1, data: 1, jobs: 2 });
}, 20_000);

test("groups, own numbers, words and reasons that name the contact are refused before anything is kept", async () => {
  const desk = await makeConnected(sandbox);
  const { slug, workspaceId, number } = desk;
  const caller = await callerOf(desk.owner);
  const digits = somebody();
  const refusals = [
    ["120363001@g.us", reason, "data.contact_invalid"],
    ["Maya", reason, "data.contact_invalid"],
    [number.phoneNumber ?? "", reason, "data.own_number"],
    [digits, `Erase ${written(digits)} please`, "data.reason_names_contact"],
  ] as const;
  for (const [contact, why, expected] of refusals) {
    const call = caller.data.eraseContact({ workspace: slug, contact, reason: why });
    await expect(call, contact).rejects.toMatchObject({ cause: { reason: expected } });
  }
  for (const role of ["agent", "viewer", "billing"] as const) {
    const member = await callerOf(await makeMember(workspaceId, role));
    await expect(
      member.data.eraseContact({ workspace: slug, contact: digits, reason }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  expect(await systemDb().$count(contactErasures, eq(contactErasures.workspaceId, workspaceId))).toBe(0);
});

test("a workspace without a connection erases its own records", async () => {
  const { workspaceId, slug, owner } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId, { secret: null });
  const digits = somebody();
  await makeEvents(workspaceId, inbox.id, [
    ...Array.from({ length: 450 }, () => ({ chatId: `${digits}@c.us` })),
    { chatId: `1${digits}@c.us` },
  ]);
  const { id } = await (await callerOf(owner)).data.eraseContact({
    workspace: slug,
    contact: digits,
    reason,
  });
  await runJobs(workspaceId, "erase-contact");
  expect(await receipt(workspaceId, id)).toMatchObject({ erased: { inbox: 450 } });
  expect(await systemDb().$count(events, eq(events.workspaceId, workspaceId))).toBe(1);
}, 20_000);

test("what arrived for a number outside the allowlist is erased too, and nobody is told that it was there", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, slug, connection } = desk;
  const inbox = await makeInbox(workspaceId, { secret: null, connectionId: connection.id });
  const digits = somebody();
  await makeEvents(workspaceId, inbox.id, [
    { sessionId: newId(), chatId: `${digits}@c.us` },
    { sessionId: desk.sessionId, chatId: `${digits}@c.us` },
  ]);
  const caller = await callerOf(desk.owner);
  const wanted = { workspace: slug, contact: digits };
  expect((await caller.data.previewErasure(wanted)).found).toMatchObject({ inbox: 1 });
  const kept = { events: 1, messages: null, audit: null };
  expect((await caller.data.previewRetention({ workspace: slug, ...kept })).events.total).toBe(1);
  const { id } = await caller.data.eraseContact({ ...wanted, reason });
  await runJobs(workspaceId, "erase-contact");
  expect(await tracesOf(digits)).toEqual([]);
  expect(await receipt(workspaceId, id)).toMatchObject({ erased: { inbox: 1 } });
});
