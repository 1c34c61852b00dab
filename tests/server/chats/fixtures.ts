import { asc, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { chats, messages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { applyMessages, type Heard, nothingElse } from "#server/chats/index.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeConnection, makeNumber } from "../inbox/fixtures.ts";

export const ann = "5511999999999@c.us";
export const group = "120363012345678901@g.us";
export const noon = new Date("2026-03-01T12:00:00Z");
export const later = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);

/** A workspace with one working number and the connection's inbox. */
export async function makeDesk() {
  const workspace = await makeWorkspace();
  const { workspaceId } = workspace;
  const connectionId = await makeConnection(workspaceId);
  const number = await makeNumber(workspaceId, connectionId);
  const inbox = await makeInbox(workspaceId, { connectionId });
  return { ...workspace, connectionId, number, inbox, sessionId: number.sessionId };
}
export type Desk = Awaited<ReturnType<typeof makeDesk>>;

/** A contact's message, as `change` says. */
export const inbound = ({ sessionId }: Desk, change: Partial<Heard> = {}): Heard => ({
  ...nothingElse,
  ...{ sessionId, chatId: ann, direction: "inbound", text: "Hello", status: "received", happenedAt: noon },
  author: { kind: "contact", id: null, name: null, phone: null },
  ...change,
});

/** A message that left the number. */
export const outbound = (desk: Desk, change: Partial<Heard> = {}): Heard =>
  inbound(desk, {
    ...{ direction: "outbound", status: "sent" },
    author: { kind: "phone", id: null, name: null, phone: null },
    ...change,
  });

export const hear = ({ workspaceId }: Desk, ...heard: Heard[]) =>
  inTenant(workspaceId, (tx) => applyMessages(tx, workspaceId, heard));

export const readMessages = ({ workspaceId }: Desk) =>
  systemDb()
    .select()
    .from(messages)
    .where(eq(messages.workspaceId, workspaceId))
    .orderBy(asc(messages.happenedAt), asc(messages.id));

export const readChats = ({ workspaceId }: Desk) =>
  systemDb().select().from(chats).where(eq(chats.workspaceId, workspaceId)).orderBy(asc(chats.chatId));

export async function readChat(desk: Desk) {
  const [chat, ...others] = await readChats(desk);
  if (!chat || others.length > 0) throw new Error(`There are ${others.length + 1} chats, not one.`);
  return chat;
}
