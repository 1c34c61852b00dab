import type { authorKinds, MessagePayload, MessageRow, messageStatuses } from "#db/schema/messages.ts";
import { cleanText } from "#server/core/clean-text.ts";

export type MessageStatus = (typeof messageStatuses)[number];
type Direction = MessageRow["direction"];

/** What somebody told us of one message. The same message may be told of many times, in any order. */
export type Heard = {
  sessionId: string;
  /** WhatsApp's address of the chat. */
  chatId: string;
  direction: Direction;
  kind: string;
  /** Null when only a receipt tells of it. */
  text: string | null;
  /** Only the beginning of the text was told. */
  truncated: boolean;
  payload: MessagePayload | null;
  author: {
    kind: (typeof authorKinds)[number];
    id: string | null;
    name: string | null;
    phone: string | null;
  };
  status: MessageStatus;
  cause: string | null;
  /** What the status rests on, as in `messages`. */
  evidence: string | null;
  happenedAt: Date;
  /** MoltFlow's id of the message. */
  upstreamId: string | null;
  /** Of a `message.received` or `message.sent`, of which there is one a message. */
  eventId: string | null;
  /** Our own sending, when whoever tells knows that it is this one. */
  outboxId: string | null;
  /**
   * Whether it counts as unread and brings its chat back: `yes` for events and our own sends, `unless_known` for a gap
   * that is being closed, `no` for the past before the workspace knew the number.
   */
  news: "yes" | "unless_known" | "no";
  /** What the chat is called, when the teller says so. */
  chatName: string | null;
};

/** A message as it stands in `messages`, while it is compared with what was heard. */
export type Line = Omit<MessageRow, "workspaceId" | "createdAt" | "words">;

/** What was heard, with the chat that it is of. */
export type Placed = Heard & { chat: string; numberId: string };

/** Stands in for a message of which only a receipt has come. It is shown nowhere. */
export const unheard = "unheard";

/** The parts of `Heard` that most tellers have nothing to say about. */
export const nothingElse = {
  kind: "text",
  truncated: false,
  payload: null,
  cause: null,
  evidence: null,
  upstreamId: null,
  eventId: null,
  outboxId: null,
  news: "yes",
  chatName: null,
} as const satisfies Partial<Heard>;

/** MoltFlow tells this many characters of a message from the past. */
export const previewLength = 500;
/** WhatsApp takes no longer text; what claims to be longer is cut. */
const maxText = 65_536;

/** What of a text is kept. */
export const storableText = (text: string): string => cleanText(text.slice(0, maxText));

const storableOrNull = (text: string | null) => (text === null ? null : storableText(text));

/**
 * Whatever others say, in words that PostgreSQL takes. Contacts choose their names as freely as their words, and a batch
 * with one that it refuses would be lost as a whole.
 */
export const storable = (heard: Heard): Heard => ({
  ...heard,
  ...{ sessionId: storableText(heard.sessionId), chatId: storableText(heard.chatId) },
  ...{ kind: storableText(heard.kind), text: storableOrNull(heard.text) },
  ...{ upstreamId: storableOrNull(heard.upstreamId), chatName: storableOrNull(heard.chatName) },
  author: {
    ...heard.author,
    ...{ name: storableOrNull(heard.author.name), phone: storableOrNull(heard.author.phone) },
  },
});
