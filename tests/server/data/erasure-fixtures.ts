import { randomInt } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { contactErasures, dataExports, exportChunks } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { enqueue } from "#server/jobs/index.ts";
import { sendMessage } from "#server/messages/jobs.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeInbox } from "#tests/support/factories.ts";
import type { Connected } from "../connections/fixtures.ts";
import { makeEvents } from "./fixtures.ts";

/** Digits of a number that nobody else has. */
export const somebody = () => `4915${randomInt(1e9, 1e10 - 1)}`;
export const reason = "They asked for it by mail";

/** `4915112345678` as people write it. */
export const written = (digits: string) =>
  `+${digits.slice(0, 2)} ${digits.slice(2, 5)} ${digits.slice(5, 9)}-${digits.slice(9)}`;

/** The contact, everywhere where a contact can be; with as much of somebody else beside it. */
export async function plant(desk: Connected, digits: string, other: string) {
  const { workspaceId, slug, owner, number, sessionId } = desk;
  const caller = await callerOf(owner);
  const inbox = await makeInbox(workspaceId, { secret: null });
  const of = (who: string) => [
    { chatId: `${who}@c.us`, sessionId, text: "Hello" },
    { chatId: "120363001@g.us", sessionId, text: `Call me on ${written(who)}` },
    { headers: { "x-from": `+${who}` } },
    { body: Buffer.concat([Buffer.from([0xff, 0]), Buffer.from(who)]) },
    { body: Buffer.from(`{"event":"contact","data":{"phone":${who}}}`) },
  ];
  const ids = await makeEvents(workspaceId, inbox.id, [...of(digits), ...of(other)]);
  const signed = await makeInbox(workspaceId);
  for (const who of [digits, other]) {
    const readBody = async () => Buffer.from(`{"event":"message.received","data":{"chat_id":"${who}@c.us"}}`);
    await acceptEvent({ token: signed.token, headers: { "x-from": who }, readBody });
  }
  for (const who of [digits, other]) {
    const message = { workspace: slug, numberId: number.id, chatId: `${who}@c.us`, text: "Hi" };
    await caller.messages.send({ ...message, idempotencyKey: newId() });
  }
  for (const eventId of [ids[0] ?? "", ids[5] ?? ""]) {
    await caller.chats.assign({ workspace: slug, eventId, userId: owner.id });
  }
  await enqueue(systemDb(), sendMessage, { workspaceId, to: `${digits}@c.us` } as never);
  const exported = { workspaceId, id: newId() };
  await systemDb()
    .insert(dataExports)
    .values({
      ...{ ...exported, kind: "workspace", format: "json", state: "ready", requestedBy: owner.id },
      expiresAt: new Date(Date.now() + 3_600_000),
    });
  await systemDb()
    .insert(exportChunks)
    .values({ workspaceId, exportId: exported.id, position: 0, body: Buffer.from(`${digits}`) });
  await vi.waitFor(async () => {
    const [kept] =
      await systemSql()`select count(*)::int as n from rejected_requests where workspace_id = ${workspaceId}`;
    expect(kept?.n).toBe(2);
  });
  return { caller, inboxId: inbox.id };
}

/** Every row of every table in which the digits stand, in any of their forms. */
export async function tracesOf(digits: string): Promise<string[]> {
  const tables = await systemSql()<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const forms = [
    digits,
    written(digits),
    Buffer.from(digits).toString("hex"),
    Buffer.from(digits).toString("base64"),
  ];
  const traces = tables.map(async ({ name }) => {
    const rows = await systemSql().unsafe<{ row: string }[]>(`select t::text as row from ${name} t`);
    return rows.filter(({ row }) => forms.some((form) => row.includes(form))).map(() => name);
  });
  return (await Promise.all(traces)).flat();
}

/** The receipt of an erasure; it must be the workspace's. */
export async function receipt(workspaceId: string, id: string) {
  const [found] = await systemDb().select().from(contactErasures).where(eq(contactErasures.id, id));
  expect(found?.workspaceId).toBe(workspaceId);
  return found;
}
