import { afterAll, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import type { Role } from "#server/members/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeInbox, makeUser } from "#tests/support/factories.ts";
import { makeMember } from "../data/fixtures.ts";
import { noId, received, storeEvent } from "../inbox/fixtures.ts";
import { chatId, chatOf, type Desk, makeDesk, readRow, sending } from "./fixtures.ts";

let sandbox: RunningSandbox;
let desk: Desk;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none" });
  desk = await makeDesk(sandbox);
});
afterAll(() => sandbox.close());

async function callerAs(role: Role | null) {
  const user = await makeUser();
  if (role) await systemDb().insert(members).values({ workspaceId: desk.workspaceId, userId: user.id, role });
  return (await callerOf(user)).messages;
}

test("an agent answers an event and every reader sees the answer, as plain JSON", async () => {
  const inbox = await makeInbox(desk.workspaceId, { connectionId: desk.connectionId });
  const { id: eventId } = await storeEvent(desk.workspaceId, inbox.id, received(desk.sessionId, "Hello?"));
  const workspace = desk.slug;
  const agent = await callerAs("agent");
  const sent = await agent.send({ workspace, ...sending(desk, { answersEventId: eventId }) });
  const seen = await (await callerAs("viewer")).forEvent({ workspace, eventId });
  expect(seen).toEqual([sent]);
  expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
});

test("viewers and billing may not send, and strangers find nothing", async () => {
  const input = { workspace: desk.slug, ...sending(desk) };
  for (const role of ["viewer", "billing"] as const) {
    await expect((await callerAs(role)).send(input)).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  const stranger = await callerAs(null);
  await expect(stranger.send(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(stranger.forEvent({ workspace: desk.slug, eventId: noId })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("who may not see phone numbers writes into a chat now and later, and reads no address in any answer", async () => {
  const chat = await chatOf(desk);
  const agent = await callerOf(await makeMember(desk.workspaceId, "agent", { hidePhones: true }));
  const [workspace, content] = [desk.slug, { kind: "text", text: "Hello" } as const];
  const sent = await agent.messages.send({ workspace, chat, content, idempotencyKey: newId() });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const asked = { workspace, chat, content, at, timeZone: "UTC", idempotencyKey: newId() };
  const waits = await agent.scheduled.create(asked);
  const changed = await agent.scheduled.change({ workspace, id: waits.id, cancelOnReply: true });
  const listed = await agent.scheduled.list({ workspace });
  const gone = await agent.scheduled.cancel({ workspace, id: waits.id });
  for (const answer of [sent, waits, changed, listed, gone]) {
    expect(JSON.stringify(answer)).not.toContain("55119888877");
  }
  expect(await readRow(sent.id)).toMatchObject({ chatId });
});
