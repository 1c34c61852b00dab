import { messageStatuses } from "#db/schema/messages.ts";
import { newId } from "#server/core/ids.ts";
import { type Line, type MessageStatus, type Placed, unheard } from "./heard.ts";
import { nearestTwin } from "./twins.ts";

/** How a chat's counters move, and whether a contact's news bring it back. */
export type ChatNews = { inbound: number; outbound: number; wakes: boolean };

const rank = (status: MessageStatus): number => messageStatuses.indexOf(status);
/** Somebody else than us says so: nothing that we only believe takes it back. */
const isProven = (status: MessageStatus): boolean => rank(status) >= rank("sent");

const isSame = (a: Line, b: Line): boolean =>
  (Object.keys(a) as (keyof Line)[]).every((key) => a[key] === b[key]);

/**
 * Messages known and messages heard, brought together: what is heard again finds its line, everything else makes one.
 * Whatever the order, however often, the lines in the end are the same:
 *
 * - A line is found by what is the same in each telling: our own id, the event, MoltFlow's id. An event makes at most
 *   one line. Two events with equal words are two messages, even in one second: MoltFlow's own repetitions are equal
 *   byte for byte, and the inbox has merged those before anybody gets here. (A contact who writes the same twice within
 *   the second that MoltFlow tells looks like such a repetition; history, where both have an id, brings the second back.)
 * - Tellings that share nothing of this (`message.received` has no id; history and `group.message` name no event) belong
 *   together when chat, direction and words are the same and the times near; the nearest free line is taken, and a line
 *   that has one telling of a kind is not free for another of that kind, so two real messages are never made one.
 * - A status only rises. Our own beliefs (queued, sending, unknown, failed) may change until something is proven.
 */
export class Ledger {
  readonly made = new Set<Line>();
  readonly changed = new Set<Line>();
  readonly gone = new Set<Line>();
  /** Changed ones that gave their ids to another line, which can take them only after that. */
  readonly released = new Set<Line>();
  readonly news = new Map<string, ChatNews>();
  private readonly lines: Map<string, Line>;

  constructor(lines: readonly Line[]) {
    this.lines = new Map(lines.map((line) => [line.id, { ...line }]));
  }

  /** All lines as they stand now. */
  all(): Line[] {
    return [...this.lines.values()];
  }

  /** Takes in what was heard. @returns its line */
  take(heard: Placed): Line {
    const known = this.knownAs(heard);
    // One that only receipts told of may be a message that is here already, told of by an event without an id.
    const isNew = known.every(({ kind }) => kind === unheard);
    const [line, ...others] = isNew ? [...this.twinOf(heard), ...known] : known;
    if (!line || (heard.outboxId !== null && line.id !== heard.outboxId)) {
      const made = this.make(heard);
      for (const other of known) this.unite(made, other);
      return made;
    }
    for (const other of others) this.unite(line, other);
    this.merge(line, heard);
    return line;
  }

  /** Takes in several, in the order in which they happened: then each finds the twin that is really its own. */
  takeAll(heard: readonly Placed[]): Line[] {
    const inOrder = heard
      .map((one, index) => ({ one, index }))
      .sort((a, b) => a.one.happenedAt.getTime() - b.one.happenedAt.getTime() || a.index - b.index);
    const lines: Line[] = [];
    for (const { one, index } of inOrder) lines[index] = this.take(one);
    return lines;
  }

  /** Lines that are this message beyond doubt; our own first. */
  private knownAs({ outboxId, eventId, upstreamId, numberId }: Placed): Line[] {
    const found = this.all().filter(
      (line) =>
        (outboxId !== null && line.id === outboxId) ||
        (eventId !== null && line.eventId === eventId) ||
        (upstreamId !== null && line.upstreamId === upstreamId && line.numberId === numberId),
    );
    const weight = (line: Line) =>
      (line.id === outboxId ? 4 : 0) +
      (line.authorKind === "member" ? 2 : 0) +
      (line.kind === unheard ? 0 : 1);
    return found.sort((a, b) => weight(b) - weight(a));
  }

  private twinOf(heard: Placed): Line[] {
    if (heard.outboxId !== null) return [];
    const twin = nearestTwin(this.all(), heard);
    return twin ? [twin] : [];
  }

  private make(heard: Placed): Line {
    const { chat, numberId, direction, truncated, payload, status, cause, evidence } = heard;
    const { happenedAt, upstreamId, eventId, author } = heard;
    const line: Line = {
      ...{ chat, numberId, direction, truncated, payload, status, cause, evidence },
      ...{ happenedAt, upstreamId, eventId, counted: false },
      // The event's own id, so that reading the same events anew makes the same messages.
      id: heard.outboxId ?? eventId ?? newId(),
      kind: heard.text === null ? unheard : heard.kind,
      text: heard.text ?? "",
      authorKind: author.kind,
      authorId: author.id,
      senderName: author.name,
      senderPhone: author.phone,
    };
    this.lines.set(line.id, line);
    this.made.add(line);
    if (heard.text !== null && heard.news !== "no") this.count(line);
    return line;
  }

  private merge(line: Line, heard: Placed): void {
    const before = { ...line };
    if (line.kind === unheard && heard.text !== null) this.fill(line, heard);
    if (line.truncated && !heard.truncated && heard.text !== null) {
      line.text = heard.text;
      line.truncated = false;
    }
    if (line.kind === "text" && heard.text !== null) line.kind = heard.kind;
    if (line.authorKind === "phone" && heard.author.kind === "automation") line.authorKind = "automation";
    line.eventId ??= heard.eventId;
    line.upstreamId ??= heard.upstreamId;
    line.payload ??= heard.payload;
    line.senderName ??= heard.author.name;
    line.senderPhone ??= heard.author.phone;
    // Our own are where we put them; whoever else tells knows the time less well the later they tell it.
    if (line.authorKind !== "member" && heard.text !== null && heard.happenedAt < line.happenedAt) {
      line.happenedAt = heard.happenedAt;
    }
    this.raise(line, heard);
    if (!line.counted && heard.text !== null && heard.news === "yes") this.count(line);
    // Told again: there is nothing to write.
    if (!isSame(before, line)) this.touch(line);
  }

  /** A message of which only a receipt had come. */
  private fill(line: Line, { kind, text, truncated, author, happenedAt }: Placed): void {
    Object.assign(line, { kind, text: text ?? "", truncated, happenedAt });
    Object.assign(line, { authorKind: author.kind, authorId: author.id });
  }

  private raise(line: Line, { status, cause, evidence, outboxId }: Omit<Placed, "chat">): void {
    const believed = outboxId !== null && !isProven(status) && !isProven(line.status);
    if (!believed && rank(status) <= rank(line.status)) return;
    Object.assign(line, { status, cause, evidence: evidence ?? line.evidence });
  }

  /** Two lines turn out to be one message: what the other one knew goes into `line`. */
  private unite(line: Line, other: Line): void {
    const isOwn = other.authorKind === "member";
    const { eventId, upstreamId, status, evidence, cause } = other;
    if (isOwn) {
      // Another send of the same words was thought to be this one; nobody knows of it again.
      Object.assign(other, { eventId: null, upstreamId: null, status: "unknown", cause: "unconfirmed" });
      other.evidence = null;
      this.released.add(other);
      this.touch(other);
    } else {
      this.remove(other);
      if (other.counted) this.uncount(line, other);
      line.senderName ??= other.senderName;
      line.senderPhone ??= other.senderPhone;
    }
    line.eventId ??= eventId;
    line.upstreamId ??= upstreamId;
    if (isProven(status) && rank(status) > rank(line.status)) {
      Object.assign(line, { status, evidence, cause });
    }
    this.touch(line);
  }

  private remove(line: Line): void {
    this.lines.delete(line.id);
    this.changed.delete(line);
    if (!this.made.delete(line)) this.gone.add(line);
  }

  private touch(line: Line): void {
    if (!this.made.has(line)) this.changed.add(line);
  }

  private newsOf(chat: string): ChatNews {
    const news = this.news.get(chat) ?? { inbound: 0, outbound: 0, wakes: false };
    this.news.set(chat, news);
    return news;
  }

  private count(line: Line): void {
    line.counted = true;
    const news = this.newsOf(line.chat);
    news[line.direction] += 1;
    if (line.direction === "inbound") news.wakes = true;
  }

  /** Both were counted, and they are one; or only the one that goes, whose count the other keeps. */
  private uncount(line: Line, other: Line): void {
    if (line.counted) this.newsOf(other.chat)[other.direction] -= 1;
    line.counted = true;
  }
}
