import type { EventFilter } from "#db/schema/event-filter.ts";

/** What an event says of itself, and what we know of its chat, as far as filters ask. */
export type EventFacts = {
  event: string | null;
  inboxId: string;
  /** Null when its number is none of the workspace's. */
  numberId: string | null;
  chatId: string | null;
  /** A message's words; null for what is no message. */
  text: string | null;
  direction: "inbound" | "outbound" | null;
  labelIds: readonly string[];
  /** Who takes care of its chat; null when nobody does, or there is no chat. */
  assigneeId: string | null;
};

const isGroup = (chatId: string) => chatId.endsWith("@g.us");

/** Full-width letters, combined accents and case do not make another word. */
const folded = (text: string) => text.normalize("NFKC").toLowerCase();

function isNamed(names: readonly string[], event: string): boolean {
  return names.some(
    (name) => name === "*" || name === event || (name.endsWith(".*") && event.startsWith(name.slice(0, -1))),
  );
}

const among = (list: readonly string[] | undefined, value: string | null) =>
  list === undefined || (value !== null && list.includes(value));

/**
 * Whether a filter lets an event through. Pure. What a filter asks for and the event does not say does not hold, so an
 * event without a chat passes no filter for chats.
 *
 * @param readerId who is to be told, for `assigned: "reader"`; null for a program
 */
export function matches(filter: EventFilter, facts: EventFacts, readerId: string | null = null): boolean {
  const { events, numberIds, inboxIds, chatIds, labelIds, kind, keywords, direction, assigned } = filter;
  if (events && (facts.event === null ? !events.includes("*") : !isNamed(events, facts.event))) return false;
  if (!among(numberIds, facts.numberId) || !among(inboxIds, facts.inboxId)) return false;
  if (!among(chatIds, facts.chatId)) return false;
  if (kind && (facts.chatId === null || isGroup(facts.chatId) !== (kind === "group"))) return false;
  if (direction && direction !== facts.direction) return false;
  if (labelIds && !labelIds.some((label) => facts.labelIds.includes(label))) return false;
  if (assigned && !isCaredFor(assigned, facts, readerId)) return false;
  return keywords === undefined || saysOne(keywords, facts);
}

function isCaredFor(
  assigned: NonNullable<EventFilter["assigned"]>,
  { assigneeId, chatId }: EventFacts,
  readerId: string | null,
): boolean {
  if (chatId === null) return false;
  return assigned === "nobody" ? assigneeId === null : assigneeId !== null && assigneeId === readerId;
}

function saysOne(keywords: readonly string[], facts: EventFacts): boolean {
  if (facts.text === null) return false;
  const said = foldedText(facts, facts.text);
  return foldedWords(keywords).some((word) => said.includes(word));
}

/** A batch asks hundreds of rules of hundreds of events: each text and each word is folded once. */
const texts = new WeakMap<EventFacts, string>();
const words = new WeakMap<readonly string[], string[]>();

function foldedText(facts: EventFacts, text: string): string {
  const said = texts.get(facts) ?? folded(text);
  texts.set(facts, said);
  return said;
}

function foldedWords(keywords: readonly string[]): string[] {
  const known = words.get(keywords) ?? keywords.map(folded);
  words.set(keywords, known);
  return known;
}
