import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chats, messages, outboxMedia, outboxMessages } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import type { Content } from "#server/messages/content.ts";
import { sendMessage } from "#server/messages/send-message.ts";
import { makeUser } from "#tests/support/factories.ts";
import { noId } from "../inbox/fixtures.ts";
import { chatOf, type Desk, makeDesk, ownerOf, readRow, runSendJobs, sendTo } from "./fixtures.ts";

let sandbox: RunningSandbox;
let desk: Desk;
let chat: string;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
});
afterAll(async () => {
  await sandbox.close();
  expect(sandbox.contractViolations).toEqual([]);
});
beforeEach(async () => {
  desk = await makeDesk(sandbox);
  chat = await chatOf(desk);
});

const webp = Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1");
const kinds: Content[] = [
  { kind: "text", text: "Hello 👋" },
  { kind: "poll", title: "When?", options: ["Morning", "Evening"], allowMultiple: true },
  { kind: "sticker", media: { url: "https://files.example.com/a.webp" } },
  { kind: "sticker", media: { base64: webp.toString("base64") } },
  { kind: "gif", media: { url: "https://files.example.com/a.mp4" }, caption: "Look" },
];

const versionOf = async () => {
  const [row] = await systemDb().select().from(chats).where(eq(chats.id, chat));
  return (row?.inboundCount ?? 0) + (row?.outboundCount ?? 0);
};
const rows = () =>
  systemDb().select().from(outboxMessages).where(eq(outboxMessages.workspaceId, desk.workspaceId));
const media = () =>
  systemDb().select().from(outboxMedia).where(eq(outboxMedia.workspaceId, desk.workspaceId));

test.each(kinds.map((content) => [content.kind, content] as const))(
  "a %s goes out once and stands in the thread under the same id from the first moment",
  async (kind, content) => {
    const { id } = await sendTo(desk, chat, { content });
    const [line] = await systemDb().select().from(messages).where(eq(messages.id, id));
    expect(line).toMatchObject({ chat, kind, status: "queued", authorId: desk.ownerId });
    await runSendJobs(desk);
    await runSendJobs(desk);
    expect(await readRow(id)).toMatchObject({ kind, state: "sent", cause: null });
    const [sent] = await systemDb().select().from(messages).where(eq(messages.id, id));
    expect(sent).toMatchObject({ status: "sent", evidence: "answer" });
    const { sandbox: upstream } = sandbox;
    const reached = upstream.store.messages.where(
      (row) => row.sessionId === desk.sessionId && row.direction === "outbound" && row.type === kind,
    );
    expect(reached.filter(({ createdAtMs }) => createdAtMs > Date.now() - 60_000)).toHaveLength(1);
  },
);

test("a file is kept until it was sent, not longer, and a repetition must bring the same one", async () => {
  const content = { kind: "sticker", media: { base64: webp.toString("base64") } } as const;
  const idempotencyKey = newId();
  const { id } = await sendTo(desk, chat, { content, idempotencyKey });
  expect((await sendTo(desk, chat, { content, idempotencyKey })).id).toBe(id);
  const other = { base64: Buffer.concat([webp, Buffer.from("x")]).toString("base64") };
  await expect(
    sendTo(desk, chat, { content: { ...content, media: other }, idempotencyKey }),
  ).rejects.toMatchObject({ reason: "message.key_reused" });
  expect(await media()).toMatchObject([{ message: id, content: webp }]);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "sent" });
  expect(await media()).toEqual([]);
});

test("a file that went before it was sent fails the message, with the cause", async () => {
  const { id } = await sendTo(desk, chat, {
    content: { kind: "sticker", media: { base64: webp.toString("base64") } },
  });
  await systemDb().delete(outboxMedia).where(eq(outboxMedia.message, id));
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "failed", cause: "media_gone" });
});

test("a chat of another workspace, or none, does not exist", async () => {
  const other = await makeDesk(sandbox);
  for (const foreign of [await chatOf(other), noId]) {
    await expect(sendTo(desk, foreign)).rejects.toMatchObject({ reason: "chat.not_found" });
  }
  expect(await rows()).toEqual([]);
});

test("a member who sees only assigned chats sends into theirs and into no other", async () => {
  const member = await makeUser();
  const sight = { workspaceId: desk.workspaceId, onlyNumbers: null, assignedTo: member.id };
  const sender = { authorId: member.id, actor: { kind: "member", userId: member.id } as const };
  const asked = { chat, content: { kind: "text", text: "Hi" } as const, idempotencyKey: newId() };
  await expect(sendMessage(sight, asked, sender)).rejects.toMatchObject({ reason: "chat.not_found" });
  await systemDb().update(chats).set({ assigneeId: desk.ownerId }).where(eq(chats.id, chat));
  const owners = { ...sight, assignedTo: desk.ownerId };
  expect((await sendMessage(owners, asked, ownerOf(desk))).state).toBe("queued");
});

describe("into a thread that has grown", () => {
  test("who has seen all of it is not warned, and sees their own", async () => {
    await sendTo(desk, chat, { seenVersion: await versionOf() });
    await sendTo(desk, chat, { seenVersion: await versionOf() });
    expect(await rows()).toHaveLength(2);
  });

  test("the warning says how much came, and who of us wrote last; nothing is sent", async () => {
    const seenVersion = await versionOf();
    await sendTo(desk, chat);
    await sendTo(desk, chat);
    await expect(sendTo(desk, chat, { seenVersion })).rejects.toMatchObject({
      ...{ code: "conflict", reason: "message.thread_changed" },
      params: { count: 2, by: "member", name: desk.owner.name },
    });
    expect(await rows()).toHaveLength(2);
  });

  test("a contact who wrote last is not named, for their name may be a number", async () => {
    const seenVersion = await versionOf();
    await systemDb()
      .update(chats)
      .set({ inboundCount: 1, name: "+49 151 2345678" })
      .where(eq(chats.id, chat));
    await systemDb()
      .insert(messages)
      .values({
        ...{ workspaceId: desk.workspaceId, id: newId(), chat, numberId: desk.number.id },
        ...{ direction: "inbound", kind: "text", text: "Hello?", authorKind: "contact" },
        ...{ senderName: "+49 151 2345678", status: "received", happenedAt: new Date() },
      });
    await expect(sendTo(desk, chat, { seenVersion })).rejects.toMatchObject({
      params: { count: 1, by: "contact", name: "" },
    });
  });

  test("anyway sends, and so does a request that names no version", async () => {
    const seenVersion = await versionOf();
    await sendTo(desk, chat);
    await sendTo(desk, chat, { seenVersion, anyway: true });
    await sendTo(desk, chat);
    expect(await rows()).toHaveLength(3);
  });

  test("a repetition of what was taken is no warning, however much came since", async () => {
    const asked = { seenVersion: await versionOf(), idempotencyKey: newId() };
    const { id } = await sendTo(desk, chat, asked);
    await sendTo(desk, chat);
    expect((await sendTo(desk, chat, asked)).id).toBe(id);
  });

  test("of those who send at the same moment exactly one is not warned", async () => {
    const seenVersion = await versionOf();
    const tries = Array.from({ length: 5 }, () => sendTo(desk, chat, { seenVersion }));
    const results = await Promise.allSettled(tries);
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused.map(({ reason }) => reason)).toEqual(Array(4).fill("message.thread_changed"));
    expect(await rows()).toHaveLength(1);
  });
});
