import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type ChatRow, chats } from "#db/schema/index.ts";
import { inTenant, type Place } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { defineJob, enqueue } from "#server/jobs/index.ts";
import { type ChatState, maxSnoozeMs, type SnoozeInput } from "./schemas.ts";
import { awake, changeState, isSnoozed, saveState } from "./state.ts";

/** The browser's clock may be a little behind or ahead of ours. */
const clocksDifferMs = 60_000;

const untilOf = ({ snoozedUntil, snoozedUntilReply }: ChatRow): string | null =>
  snoozedUntilReply ? "reply" : (snoozedUntil?.toISOString() ?? null);

/**
 * Puts an open chat out of the way until a moment, or until the contact writes, which also ends any other snooze.
 * @throws DomainError `chat.not_found`, conflict `chat.resolved_meanwhile`, invalid `chat.snooze_past` or `chat.snooze_far`
 */
export function snoozeChat(place: Place, { chat, until }: SnoozeInput, actor: Actor): Promise<ChatState> {
  const to =
    until === "reply"
      ? { snoozedUntil: null, snoozedUntilReply: true }
      : { snoozedUntil: checkMoment(new Date(until), Date.now()), snoozedUntilReply: false };
  return changeState(
    place,
    chat,
    actor,
    (now) => {
      if (now.state === "resolved") throw resolvedMeanwhile();
      const [before, after] = [untilOf(now), untilOf({ ...now, ...to })];
      return before === after ? null : { action: "chat.snooze", to, before, after };
    },
    async (tx, { workspaceId, id, snoozedUntil }) => {
      if (!snoozedUntil) return;
      const payload = { workspaceId, chat: id, until: snoozedUntil.toISOString() };
      await enqueue(tx, wakeSnoozed, payload, { key: `wake-snoozed:${id}`, runAt: snoozedUntil });
    },
  );
}

/** Ends a snooze before its time. @throws DomainError `chat.not_found` */
export const wakeChat = (place: Place, chat: string, actor: Actor): Promise<ChatState> =>
  changeState(place, chat, actor, (now) =>
    isSnoozed(now) ? { action: "chat.wake", to: awake, before: untilOf(now), after: null } : null,
  );

/**
 * Ends a snooze at its time. One that was ended, or moved to another moment, is none of its business. Since when the
 * contact waits stays as it is.
 */
export const wakeSnoozed = defineJob({
  name: "wake-snoozed-chat",
  payload: z.object({ workspaceId: z.uuid(), chat: z.uuid(), until: z.iso.datetime() }),
  run: ({ workspaceId, chat, until }) =>
    inTenant(workspaceId, async (tx) => {
      const [snoozed] = await tx
        .select()
        .from(chats)
        .where(and(eq(chats.workspaceId, workspaceId), eq(chats.id, chat)))
        .for("update");
      if (snoozed?.snoozedUntil?.toISOString() !== until) return;
      const act = { action: "chat.wake", to: awake, before: until, after: null } as const;
      await saveState(tx, snoozed, act, { kind: "system" });
    }),
});

function checkMoment(until: Date, now: number): Date {
  const ahead = until.getTime() - now;
  if (ahead < -clocksDifferMs) {
    throw new DomainError("invalid", "chat.snooze_past", "This moment is over. Choose one that is to come.");
  }
  if (ahead > maxSnoozeMs + clocksDifferMs) {
    throw new DomainError("invalid", "chat.snooze_far", "A chat is snoozed for a year at most.");
  }
  return until;
}

const resolvedMeanwhile = () =>
  new DomainError(
    "conflict",
    "chat.resolved_meanwhile",
    "Somebody resolved this chat meanwhile, so it was not snoozed. Reopen it first.",
  );
