import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { chatLabels, labelSyncs, labels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { RunningSandbox } from "#sandbox/moltflow/server.ts";
import type { Chat } from "#sandbox/moltflow/store.ts";
import { readChatLabelsJob, syncLabelsJob } from "#server/labels/jobs.ts";
import { startSync } from "#server/labels/sync-state.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { makeChat } from "#tests/support/factories.ts";
import { makeConnected } from "../connections/fixtures.ts";

/** A connected workspace that knows the newest chat of its number, with MoltFlow's own record of it. */
export async function makeLabelDesk(sandbox: RunningSandbox) {
  const desk = await makeConnected(sandbox);
  const { chat: upstream, id: chat } = await knowChat(sandbox, desk, 0);
  return { ...desk, upstream, chat };
}
export type LabelDesk = Awaited<ReturnType<typeof makeLabelDesk>>;

/** Makes one of the number's seeded chats known here. */
export async function knowChat(
  { sandbox }: RunningSandbox,
  { workspaceId, sessionId }: { workspaceId: string; sessionId: string },
  place: number,
): Promise<{ chat: Chat; id: string }> {
  const chat = sandbox.store.chats.where((row) => row.sessionId === sessionId && !row.isGroup)[place];
  if (!chat) throw new Error("The sandbox has too few chats.");
  return { chat, id: await makeChat(workspaceId, { sessionId, chatId: chat.jid }) };
}

export const labelsAt = ({ sandbox }: RunningSandbox, tenantId: string) => sandbox.store.labels.of(tenantId);

/** Reads the labels as the worker would, step by step. @returns how many steps it took */
export async function syncLabels(workspaceId: string): Promise<number> {
  await inTenant(workspaceId, (tx) => startSync(tx, workspaceId, { force: true }));
  return runSyncJobs(workspaceId);
}

export async function runSyncJobs(workspaceId: string): Promise<number> {
  for (let steps = 0; steps < 50; steps++) {
    const jobs = await takeJobs(workspaceId, syncLabelsJob.name);
    if (jobs.length === 0) return steps;
    for (const { payload } of jobs) await syncLabelsJob.run(syncLabelsJob.payload.parse(payload));
  }
  throw new Error("The sync does not end.");
}

export async function runChatJobs(workspaceId: string): Promise<number> {
  const jobs = await takeJobs(workspaceId, readChatLabelsJob.name);
  for (const { payload } of jobs) await readChatLabelsJob.run(readChatLabelsJob.payload.parse(payload));
  return jobs.length;
}

export const rowsOf = (workspaceId: string) =>
  systemDb().select().from(labels).where(eq(labels.workspaceId, workspaceId)).orderBy(labels.name);

/** Chat and label of every mark, by name. */
export async function marksOf(workspaceId: string): Promise<string[]> {
  const rows = await systemDb()
    .select({ name: labels.name })
    .from(chatLabels)
    .innerJoin(labels, eq(labels.id, chatLabels.labelId))
    .where(eq(chatLabels.workspaceId, workspaceId));
  return rows.map(({ name }) => name).sort();
}

export async function syncRow(workspaceId: string) {
  const [row] = await systemDb().select().from(labelSyncs).where(eq(labelSyncs.workspaceId, workspaceId));
  if (!row) throw new Error("There was no sync.");
  return row;
}
