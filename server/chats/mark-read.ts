import { sql } from "drizzle-orm";
import { chatReads } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { DomainError } from "#server/core/errors.ts";
import { findChat } from "./reads.ts";
import type { MarkReadInput } from "./schemas.ts";

/** @throws DomainError forbidden `chat.read_by_nobody` for a token that stands for no member */
function readerOf(reader: string | null): string {
  if (reader !== null) return reader;
  throw new DomainError(
    "forbidden",
    "chat.read_by_nobody",
    "What is read is kept for each member, and this token stands for none. Use a token of a member.",
  );
}

/**
 * A member has seen a chat, as far as `inboundCount` of the thread that they saw, else all of it. What was seen once
 * stays seen. Nobody else is told: what they have read is their own.
 * @throws DomainError `chat.not_found`, forbidden `chat.read_by_nobody`
 */
export function markRead(
  place: Place,
  { chat, inboundCount }: MarkReadInput,
  reader: string | null,
): Promise<void> {
  const userId = readerOf(reader);
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const found = await findChat(tx, place, chat);
    const inboundSeen = Math.min(inboundCount ?? found.inboundCount, found.inboundCount);
    const readAt = new Date();
    await tx
      .insert(chatReads)
      .values({ workspaceId, chat, userId, inboundSeen, readAt })
      .onConflictDoUpdate({
        target: [chatReads.workspaceId, chatReads.chat, chatReads.userId],
        set: { inboundSeen: sql`greatest(${chatReads.inboundSeen}, excluded.inbound_seen)`, readAt },
      });
  });
}

/**
 * Makes the last message of the contact unread again for one member.
 * @throws DomainError `chat.not_found`, forbidden `chat.read_by_nobody`
 */
export function markUnread(place: Place, chat: string, reader: string | null): Promise<void> {
  const userId = readerOf(reader);
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const { inboundCount } = await findChat(tx, place, chat);
    const inboundSeen = Math.max(0, inboundCount - 1);
    const readAt = new Date();
    await tx
      .insert(chatReads)
      .values({ workspaceId, chat, userId, inboundSeen, readAt })
      .onConflictDoUpdate({
        target: [chatReads.workspaceId, chatReads.chat, chatReads.userId],
        set: { inboundSeen: sql`least(${chatReads.inboundSeen}, excluded.inbound_seen)`, readAt },
      });
  });
}
