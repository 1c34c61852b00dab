import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chatReads, workspaces } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { keepToRetention } from "#server/data/jobs.ts";
import { callerOf } from "#tests/support/callers.ts";
import { runJobs } from "../data/fixtures.ts";
import {
  ann,
  type Desk,
  group,
  hear,
  inbound,
  makeDesk,
  outbound,
  readChats,
  readMessages,
} from "./fixtures.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await makeDesk();
});

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);

test("words that grew too old go from the chat's preview too; its counters and its place in the list stay", async () => {
  const old = daysAgo(20);
  await hear(desk, inbound(desk, { eventId: newId(), text: "Old words", happenedAt: old }));
  await hear(desk, inbound(desk, { chatId: group, eventId: newId(), text: "Old here", happenedAt: old }));
  await hear(desk, inbound(desk, { chatId: group, eventId: newId(), text: "New", happenedAt: daysAgo(1) }));
  await systemDb()
    .update(workspaces)
    .set({ messagesKeptDays: 10 })
    .where(eq(workspaces.id, desk.workspaceId));
  await Promise.all([keepToRetention.run(null), keepToRetention.run(null)]);
  expect((await readMessages(desk)).map(({ text }) => text)).toEqual(["New"]);
  expect(await readChats(desk)).toMatchObject([
    { chatId: group, lastPreview: "New", inboundCount: 2 },
    {
      ...{ chatId: ann, lastPreview: null, lastKind: null, lastDirection: null, waitingSince: null },
      ...{ inboundCount: 1, lastMessageAt: old },
    },
  ]);
});

test("an erased contact's chat goes whole, and their words in a group go from it", async () => {
  const { workspaceId, slug, owner } = desk;
  const caller = await callerOf(owner);
  const author = { kind: "contact", id: null, name: "Ann", phone: "+5511999999999" } as const;
  await hear(
    desk,
    inbound(desk, { eventId: newId(), text: "Hi" }),
    outbound(desk, { eventId: newId(), text: "Hello" }),
    inbound(desk, { chatId: group, eventId: newId(), text: "Others", happenedAt: daysAgo(2) }),
    inbound(desk, { chatId: group, upstreamId: newId(), text: "From Ann", author, happenedAt: daysAgo(1) }),
  );
  const chat = (await readChats(desk)).find(({ chatId }) => chatId === ann)?.id ?? "";
  await caller.chats.markRead({ workspace: slug, chat });
  await caller.data.eraseContact({
    workspace: slug,
    contact: "+55 11 999999999",
    reason: "They asked for it",
  });
  await runJobs(workspaceId, "erase-contact");
  expect((await readMessages(desk)).map(({ text }) => text)).toEqual(["Others"]);
  expect(await readChats(desk)).toMatchObject([{ chatId: group, lastPreview: "Others" }]);
  expect(await systemDb().$count(chatReads, eq(chatReads.workspaceId, workspaceId))).toBe(0);
});
