import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, isNull, lt, or } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chatLabelSets, chatLabels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import type { Label } from "#server/moltflow/index.ts";
import { saveLabels } from "./save-labels.ts";

/** Longer than the calls of one change may take, with their waits; a process that died blocks nobody for longer. */
const leaseMs = 150_000;
const lookEveryMs = 100;
const defaultPatienceMs = 8_000;

export type ChatKey = { workspaceId: string; chat: string };

const itself = ({ workspaceId, chat }: ChatKey) =>
  and(eq(chatLabelSets.workspaceId, workspaceId), eq(chatLabelSets.chat, chat));

/**
 * Does `work` while nobody else changes the chat's labels. Others wait up to
 * eight seconds. @throws DomainError `label.chat_busy`
 */
export async function holdingSet<T>(
  key: ChatKey,
  work: () => Promise<T>,
  patienceMs = defaultPatienceMs,
): Promise<T> {
  const holder = newId();
  const until = Date.now() + patienceMs;
  while (!(await take(key, holder))) {
    if (Date.now() >= until) throw busy();
    await sleep(lookEveryMs);
  }
  try {
    return await work();
  } finally {
    await inTenant(key.workspaceId, (tx) =>
      tx
        .update(chatLabelSets)
        .set({ holder: null, heldUntil: null })
        .where(and(itself(key), eq(chatLabelSets.holder, holder))),
    );
  }
}

function take({ workspaceId, chat }: ChatKey, holder: string): Promise<boolean> {
  const now = new Date();
  const heldUntil = new Date(now.getTime() + leaseMs);
  return inTenant(workspaceId, async (tx) => {
    const taken = await tx
      .insert(chatLabelSets)
      .values({ workspaceId, chat, holder, heldUntil })
      .onConflictDoUpdate({
        target: [chatLabelSets.workspaceId, chatLabelSets.chat],
        set: { holder, heldUntil },
        setWhere: or(isNull(chatLabelSets.holder), lt(chatLabelSets.heldUntil, now)),
      })
      .returning({ chat: chatLabelSets.chat });
    return taken.length > 0;
  });
}

/** Writes which labels a chat has. A sync that read earlier leaves it alone from then on. */
async function saveSet(
  tx: Transaction,
  { workspaceId, chat }: ChatKey,
  labelIds: readonly string[],
): Promise<void> {
  await tx.delete(chatLabels).where(and(eq(chatLabels.workspaceId, workspaceId), eq(chatLabels.chat, chat)));
  if (labelIds.length > 0) {
    await tx.insert(chatLabels).values(labelIds.map((labelId) => ({ workspaceId, chat, labelId })));
  }
  await tx.update(chatLabelSets).set({ changedAt: new Date() }).where(itself({ workspaceId, chat }));
}

/** A chat's labels as MoltFlow told them through `connectionId`, in answer to a call that began at `readAt`. */
export type ToldSet = { told: readonly Label[]; connectionId: string; readAt: Date };

/** Writes a chat's set as MoltFlow told it, with labels that were not known yet. */
export async function keepToldSet(
  tx: Transaction,
  key: ChatKey,
  { told, connectionId, readAt }: ToldSet,
): Promise<void> {
  const { workspaceId } = key;
  const rows = await saveLabels(tx, { workspaceId, connectionId }, told, readAt);
  await saveSet(
    tx,
    key,
    rows.map(({ id }) => id),
  );
  await nudge(tx, workspaceId, "labels");
  await nudge(tx, workspaceId, "chats");
}

const busy = () =>
  new DomainError(
    "conflict",
    "label.chat_busy",
    "Somebody else is changing the labels of this chat. Try again in a few seconds.",
    { retryAfterMs: 3_000 },
  );
