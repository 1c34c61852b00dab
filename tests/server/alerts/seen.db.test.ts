import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { alerts, chats, messages } from "#db/schema/index.ts";
import { markRead, markUnread } from "#server/chats/mark-read.ts";
import { newId } from "#server/core/ids.ts";
import { outbox } from "#tests/support/outbox.ts";
import { type AlertDesk, alertsOf, makeAlertDesk, makeNews, tell } from "./fixtures.ts";

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

beforeEach(() => {
  outbox.length = 0;
});

/** Puts the message of some news into its chat, as the inbox does a moment after the fan-out or before it. */
async function arrive({ workspaceId, chat, number }: AlertDesk, news: string) {
  const [row] = await systemDb().select().from(alerts).where(eq(alerts.id, news));
  await systemDb()
    .insert(messages)
    .values({
      ...{
        workspaceId,
        id: newId(),
        chat,
        numberId: number.id,
        direction: "inbound",
        kind: "text",
        text: "",
      },
      ...{ authorKind: "contact", status: "received", happenedAt: new Date(), eventId: row?.eventId ?? null },
    });
  await systemDb().update(chats).set({ inboundCount: 1 }).where(eq(chats.id, chat));
}

const read = ({ workspaceId, chat, reader }: AlertDesk) => markRead(workspaceId, { chat }, reader.id);

describe("a message whose chat the reader has open", () => {
  test("is not told when they have read it there", async () => {
    const desk = await makeAlertDesk();
    await arrive(desk, await makeNews(desk));
    await read(desk);
    await tell(desk);
    expect(outbox).toEqual([]);
    expect(await alertsOf(desk)).toEqual([]);
  });

  test("is told when they read the chat a moment before it was there", async () => {
    const desk = await makeAlertDesk();
    await makeNews(desk);
    await read(desk);
    await tell(desk);
    expect(outbox).toHaveLength(1);
  });

  test("is told when they have marked it unread", async () => {
    const desk = await makeAlertDesk();
    await arrive(desk, await makeNews(desk));
    await read(desk);
    await markUnread(desk.workspaceId, desk.chat, desk.reader.id);
    await tell(desk);
    expect(outbox).toHaveLength(1);
  });

  test("is told when a colleague has read it", async () => {
    const desk = await makeAlertDesk();
    await arrive(desk, await makeNews(desk));
    await markRead(desk.workspaceId, { chat: desk.chat }, desk.ownerId);
    await tell(desk);
    expect(outbox).toHaveLength(1);
  });
});
