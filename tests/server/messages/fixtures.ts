import { eq } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { outboxMessages } from "#db/schema/index.ts";
import type { RunningSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { sendMessage as sendMessageJob } from "#server/messages/jobs.ts";
import type { AnswerInput, SendToChatInput } from "#server/messages/schemas.ts";
import { sendMessage } from "#server/messages/send-message.ts";
import { makeChat, makeWorkspace } from "#tests/support/factories.ts";
import { makeConnection, makeNumber, takeJobs } from "../inbox/fixtures.ts";

const tenantShape = z.object({ tenantId: z.string(), key: z.string(), sessionId: z.string() });

/** A workspace that is connected to a fresh tenant of the sandbox, with one working number. */
export async function makeDesk(sandbox: RunningSandbox) {
  const response = await fetch(`${sandbox.url}/_sandbox/tenants`, {
    method: "POST",
    body: JSON.stringify({ plan: "business", seed: "working" }),
  });
  const tenant = tenantShape.parse(await response.json());
  const { workspaceId, slug, owner, ownerId } = await makeWorkspace();
  const connectionId = await makeConnection(workspaceId, { baseUrl: sandbox.url, key: tenant.key });
  const number = await makeNumber(workspaceId, connectionId, { sessionId: tenant.sessionId });
  return { ...tenant, workspaceId, slug, owner, ownerId, connectionId, number };
}
export type Desk = Awaited<ReturnType<typeof makeDesk>>;

export const chatId = "5511988887777@c.us";

/** A send as the browser asks for it. */
export const sending = (desk: Desk, change: Partial<AnswerInput> = {}) => ({
  ...{ numberId: desk.number.id, chatId, text: "See you at 3 pm", idempotencyKey: newId() },
  ...change,
});

export const send = (desk: Desk, change: Partial<AnswerInput> = {}) =>
  sendMessage(desk.workspaceId, sending(desk, change), {
    authorId: desk.ownerId,
    actor: { kind: "member", userId: desk.ownerId },
  });

/** The desk's chat with the contact of `chatId`. @returns its id */
export const chatOf = ({ workspaceId, sessionId }: Desk) => makeChat(workspaceId, { sessionId, chatId });

export const ownerOf = ({ ownerId }: Desk) => ({
  authorId: ownerId,
  actor: { kind: "member", userId: ownerId } as const,
});

/** Sends into a chat, by default words of the owner. */
export const sendTo = (desk: Desk, chat: string, change: Partial<SendToChatInput> = {}) =>
  sendMessage(
    desk.workspaceId,
    { chat, content: { kind: "text", text: "See you at 3 pm" }, idempotencyKey: newId(), ...change },
    ownerOf(desk),
  );

/** Runs the workspace's waiting send jobs once, whatever time they wait for. @returns when each was to run */
export async function runSendJobs({ workspaceId }: Desk): Promise<Date[]> {
  const jobs = await takeJobs(workspaceId, sendMessageJob.name);
  for (const { payload } of jobs) await sendMessageJob.run(sendMessageJob.payload.parse(payload));
  return jobs.map(({ runAt }) => runAt);
}

export async function readRow(id: string) {
  const [row] = await systemDb().select().from(outboxMessages).where(eq(outboxMessages.id, id));
  if (!row) throw new Error("There is no such message.");
  return row;
}

/** The texts that really reached the sandbox from this desk's own sends, not from its seeded history. */
export const textsAt = ({ sandbox }: RunningSandbox, desk: Desk) => {
  const chat = sandbox.store.chats.find((row) => row.sessionId === desk.sessionId && row.jid === chatId);
  return chat ? sandbox.store.messages.where((row) => row.chatId === chat.id).map(({ text }) => text) : [];
};
