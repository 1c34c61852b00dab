import type { verdicts } from "#db/schema/inbox.ts";

/** An event as it was stored, as far as a delivery tells of it. */
export type EventToSend = {
  id: string;
  workspaceId: string;
  seq: number;
  receivedAt: Date;
  verdict: (typeof verdicts)[number];
  /** Its name; null for a body that has none. */
  event: string | null;
  /** As they came; names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
};

/**
 * What programs get, and what templates are filled from. `data` is the event's own, in MoltFlow's words; of a body that
 * is not in MoltFlow's envelope it is the whole body. A body that is no JSON is in `raw`, in base64, and `data` is null.
 */
export type Envelope = {
  /** The same for every attempt and replay; also in `webhook-id`. */
  id: string;
  /** The event's name, or `unknown`. */
  type: string;
  /** When Moltdesk accepted it, ISO 8601. */
  timestamp: string;
  /** When MoltFlow says that it happened. */
  sentAt: string | null;
  workspace: string;
  seq: number;
  verdict: string;
  data: unknown;
  raw?: string;
};

/** What names an event's deliveries to whoever must not take one twice. */
export const messageId = (eventId: string): string => `msg_${eventId}`;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

type Source = { source?: string };
const exactJson = JSON as unknown as {
  rawJSON(text: string): unknown;
  parse(text: string, reviver: (key: string, value: unknown, context: Source) => unknown): unknown;
};

/** A number stays the digits that it was: some ids are longer than a double is exact. */
function parseExactly(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return exactJson.parse(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && String(value) !== source
      ? exactJson.rawJSON(source)
      : value,
  );
}

/** Nobody means more; what is deeper could be read, but not written again. */
const maxDepth = 200;

function isShallow(json: unknown, depth = 0): boolean {
  if (typeof json !== "object" || json === null) return true;
  return depth < maxDepth && Object.values(json).every((entry) => isShallow(entry, depth + 1));
}

function read(body: Buffer): { json: unknown } | null {
  try {
    const json = parseExactly(utf8.decode(body));
    return isShallow(json) ? { json } : null;
  } catch {
    // Any bytes are a welcome body.
    return null;
  }
}

type MoltflowEnvelope = { event: string; timestamp?: unknown; data: object };

function isMoltflows(json: unknown): json is MoltflowEnvelope {
  if (typeof json !== "object" || json === null || !("event" in json) || !("data" in json)) return false;
  return typeof json.event === "string" && typeof json.data === "object" && json.data !== null;
}

export function envelopeOf(event: EventToSend): Envelope {
  const found = read(event.body);
  const theirs = found && isMoltflows(found.json) ? found.json : null;
  return {
    id: messageId(event.id),
    type: event.event ?? "unknown",
    timestamp: event.receivedAt.toISOString(),
    sentAt: typeof theirs?.timestamp === "string" ? theirs.timestamp : null,
    workspace: event.workspaceId,
    seq: event.seq,
    verdict: event.verdict,
    data: theirs ? theirs.data : (found?.json ?? null),
    ...(found === null && { raw: event.body.toString("base64") }),
  };
}
