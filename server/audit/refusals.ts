import { systemDb } from "#db/client.ts";
import { countAttempt } from "#server/auth/index.ts";
import { type Actor, record } from "./record.ts";

/** Somebody who tries the same thing over and over is written down once a minute. */
const oncePerMinute = { limit: 1, windowMs: 60_000 };

/** Writes down that somebody was refused; in a transaction of its own, for the refused one has none. */
export async function recordRefusal(
  workspaceId: string,
  actor: Actor,
  action: `${string}.${string}`,
  reason: string,
): Promise<void> {
  const who = actor.kind === "member" ? actor.userId : actor.kind === "token" ? actor.tokenId : actor.kind;
  const count = await countAttempt("refusal", `${workspaceId} ${who} ${action} ${reason}`, oncePerMinute);
  if (!count.allowed) return;
  await record(systemDb(), { workspaceId, actor, action, outcome: "refused", details: { reason } });
}
