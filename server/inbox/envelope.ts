/** What a body says of itself when it is JSON of MoltFlow's envelope `{event, timestamp, data}`; null where it doesn't. */
export type Envelope = { event: string | null; sessionId: string | null; chatId: string | null };

const unknown: Envelope = { event: null, sessionId: null, chatId: null };
const maxNameLength = 200;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A short text that a Postgres `text` column takes: it has no room for NUL. */
function name(value: unknown): string | null {
  if (typeof value !== "string" || value === "" || value.length > maxNameLength) return null;
  return value.replaceAll("\0", "");
}

/** Parses a body, if it is JSON. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  } catch {
    // Any bytes are a welcome body; those that aren't JSON just have no envelope.
    return undefined;
  }
}

/** Reads the envelope tolerantly: whatever arrives is kept, so nothing here may throw. */
export function readEnvelope(body: Uint8Array): Envelope {
  const json = parseJson(body);
  if (!isObject(json)) return unknown;
  const data = isObject(json.data) ? json.data : {};
  return {
    event: name(json.event),
    sessionId: name(data.session_id) ?? name(json.session_id),
    chatId: name(data.chat_id) ?? name(data.wa_group_id),
  };
}

const directions = ["inbound", "outbound"] as const;

export type Preview = {
  preview: string | null;
  direction: (typeof directions)[number] | null;
  sender: string | null;
};

/** The words and direction of a message event, for lists. */
export function readPreview(body: Uint8Array, maxLength = 160): Preview {
  const json = parseJson(body);
  const data = isObject(json) && isObject(json.data) ? json.data : {};
  const text = [data.message, data.content_preview].find((value) => typeof value === "string");
  const direction = directions.find((known) => known === data.direction) ?? null;
  const sender = typeof data.sender_name === "string" ? data.sender_name.slice(0, 80) : null;
  return { preview: typeof text === "string" ? text.slice(0, maxLength) : null, direction, sender };
}
