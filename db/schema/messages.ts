import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { chats } from "./chats.ts";
import { createdAt, id, instant, messageInSight, ofChatInSight, ownWorkspaceOnly, words } from "./columns.ts";
import { numbers } from "./connections.ts";

/**
 * `queued` → `sending` → `sent`, `failed` or `unknown`. `sending` is committed before the upstream call; a worker that
 * finds it there again knows that an earlier one died in the middle, and says `unknown` instead of sending twice.
 */
export const outboxStates = ["queued", "sending", "sent", "unknown", "failed"] as const;

/**
 * Upstream's message id and where we saw it: in the answer to our call, in a later event of the inbox, or in MoltFlow's
 * history of the chat. Or the member who looked at the phone and said so.
 */
export type SentEvidence =
  | { upstreamMessageId: string; seenIn: "answer" | "history" }
  | { upstreamMessageId: string | null; seenIn: "webhook"; eventId: string }
  | { upstreamMessageId: null; seenIn: "member"; userId: string };

/** How a message left or came: what the contract can send, and what else it may tell of (image, voice, …). */
export const sendableKinds = ["text", "poll", "sticker", "gif"] as const;
/** Monotonic, in this order; `failed` and `unknown` only until something proves otherwise. */
export const messageStatuses = [
  "queued",
  "sending",
  "unknown",
  "failed",
  "sent",
  "delivered",
  "read",
  "received",
] as const;
export const authorKinds = ["contact", "member", "phone", "automation"] as const;

/** What a poll, sticker or GIF has beside its words. */
export type MessagePayload = {
  options?: string[];
  allowMultiple?: boolean;
  mediaUrl?: string;
  /** In place of an address: of the file that was sent along, in hex. */
  mediaSha256?: string;
};

/** What members sent or tried to send. The browser makes the idempotency key, so a repeated click is one message. */
export const outboxMessages = pgTable(
  "outbox_messages",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    numberId: uuid().notNull(),
    chatId: text().notNull(),
    kind: text({ enum: sendableKinds }).notNull().default("text"),
    /** The words: of a poll its question, of a GIF its caption, of a sticker nothing. */
    text: text().notNull(),
    payload: jsonb().$type<MessagePayload>(),
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

/**
 * Every message of a chat, however we learned of it: an event, our own sending (then `id` is its outbox row's), or
 * MoltFlow's history. The same message heard twice is one row; see `server/chats/apply-message.ts`.
 */
export const messages = pgTable(
  "messages",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    chat: uuid().notNull(),
    numberId: uuid().notNull(),
    direction: text({ enum: ["inbound", "outbound"] }).notNull(),
    /** One of `sendableKinds`, or another word of MoltFlow's; `unheard` while only receipts have told of it. */
    kind: text().notNull(),
    text: text().notNull(),
    /** What `text` is found by. */
    words: words(),
    payload: jsonb().$type<MessagePayload>(),
    authorKind: text({ enum: authorKinds }).notNull(),
    authorId: text().references(() => users.id, { onDelete: "set null" }),
    /** In groups: who wrote. */
    senderName: text(),
    senderPhone: text(),
    status: text({ enum: messageStatuses }).notNull(),
    /** Why it failed or is unknown, as in `outbox_messages`. */
    cause: text(),
    /** What the status rests on: `answer`, `event:<id>`, `history`, or a member's id who settled it. */
    evidence: text(),
    /** Only of history: text beyond this many characters was never told. */
    truncated: boolean().notNull().default(false),
    /** Whether it was news when we heard of it, and so counts as unread; what was read from the past is none. */
    counted: boolean().notNull().default(true),
    /** By WhatsApp's clock as far as it is known; orders the thread together with `id`. */
    happenedAt: instant().notNull(),
    upstreamId: text(),
    /** The `message.received` or `message.sent` that told of it: of those there is one a message. */
    eventId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index("messages_of_chat").on(table.workspaceId, table.chat, table.happenedAt, table.id),
    // Where a chat was last answered, however much was written since.
    index("messages_answers")
      .on(table.workspaceId, table.chat, table.happenedAt, table.id)
      .where(sql`direction = 'outbound'`),
    index("messages_words").using("gin", table.workspaceId, table.words),
    uniqueIndex("messages_upstream_id")
      .on(table.workspaceId, table.numberId, table.upstreamId)
      .where(sql`upstream_id is not null`),
    uniqueIndex("messages_event").on(table.workspaceId, table.eventId).where(sql`event_id is not null`),
    index("messages_kept").on(table.workspaceId, table.happenedAt),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("messages"),
    ofChatInSight("messages"),
  ],
);

export type MessageRow = typeof messages.$inferSelect;
