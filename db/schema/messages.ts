import { foreignKey, index, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { createdAt, id, instant, messageInSight, ownWorkspaceOnly } from "./columns.ts";
import { numbers } from "./connections.ts";

/**
 * `queued` → `sending` → `sent`, `failed` or `unknown`. `sending` is committed before the upstream call; a worker that
 * finds it there again knows that an earlier one died in the middle, and says `unknown` instead of sending twice.
 */
export const outboxStates = ["queued", "sending", "sent", "unknown", "failed"] as const;

/** Upstream's message id and where we saw it: in the answer to our call, or in a later event of the inbox. */
export type SentEvidence =
  | { upstreamMessageId: string; seenIn: "answer" }
  | { upstreamMessageId: string | null; seenIn: "webhook"; eventId: string };

/** What members sent or tried to send. The browser makes the idempotency key, so a repeated click is one message. */
export const outboxMessages = pgTable(
  "outbox_messages",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    numberId: uuid().notNull(),
    chatId: text().notNull(),
    text: text().notNull(),
    idempotencyKey: text().notNull(),
    /** The event that this answers. */
    answersEventId: uuid(),
    authorId: text().references(() => users.id, { onDelete: "set null" }),
    state: text({ enum: outboxStates }).notNull(),
    /** Why it failed or is unknown: the `kind` of the upstream error, or `worker_stopped`. */
    cause: text(),
    /** What proves that it was sent. */
    evidence: jsonb().$type<SentEvidence>(),
    createdAt: createdAt(),
    attemptedAt: instant(),
    settledAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    unique().on(table.workspaceId, table.idempotencyKey),
    index().on(table.workspaceId, table.answersEventId),
    index().on(table.workspaceId, table.chatId, table.createdAt),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("outbox_messages"),
    messageInSight("outbox_messages"),
  ],
);
