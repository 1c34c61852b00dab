import { z } from "zod";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { findChat } from "#server/chats/index.ts";
import type { LabelChip } from "#server/chats/schemas.ts";
import { callMoltflow, syncTurn, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import type { Turn } from "#server/moltflow/index.ts";
import { labelAddress } from "./chat-address.ts";
import { type ChatKey, holdingSet, keepToldSet } from "./chat-sets.ts";
import { readChatLabels } from "./reads.ts";

const payload = z.object({ workspaceId: idSchema, chat: idSchema });

/** Reads the labels of one chat again, after a change that MoltFlow did not confirm. */
export const readChatLabelsJob: JobDefinition<ChatKey> = defineJob({
  name: "read-chat-labels",
  payload,
  run: readAgain,
});

async function readAgain(key: ChatKey): Promise<void> {
  const { workspaceId, chat } = key;
  try {
    await fetchSet(workspaceId, chat, syncTurn);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // Whoever looks at the chat may ask again; a budget without room only asks for patience.
    if (error.retryAfterMs === undefined) return;
    const runAt = new Date(Date.now() + error.retryAfterMs);
    await inTenant(workspaceId, (tx) =>
      enqueue(tx, readChatLabelsJob, key, { key: `read-chat-labels:${chat}`, runAt }),
    );
  }
}

/**
 * Reads the labels of a chat from MoltFlow because somebody asks. @returns them, by name
 * @throws DomainError `chat.not_found`, `label.chat_busy`, `label.chat_unknown`, `connection.missing`, `moltflow.*`
 */
export async function recheckChat(place: Place, chat: string, actor: Actor): Promise<LabelChip[]> {
  await fetchSet(place, chat, turnOf(actor, "read"));
  return inTenant(place, (tx) => readChatLabels(tx, place, chat));
}

async function fetchSet(place: Place, chat: string, turn: Turn): Promise<void> {
  const { workspaceId } = sightIn(place);
  const key = { workspaceId, chat };
  const row = await inTenant(place, (tx) => findChat(tx, place, chat));
  await holdingSet(key, async () => {
    const answer = await callMoltflow(workspaceId, turn, async (client, connectionId) => {
      const address = await labelAddress(client, connectionId, row);
      const readAt = new Date();
      return { told: await client.getChatLabels(address), connectionId, readAt };
    });
    await inTenant(workspaceId, (tx) => keepToldSet(tx, key, answer));
  });
}
