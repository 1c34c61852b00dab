import { isUtf8 } from "node:buffer";
import type { EventRow } from "#db/schema/index.ts";
import { payloadWithoutPhones, withoutPhones } from "#server/api/without-phones.ts";
import { parseJson } from "#server/inbox/index.ts";
import type { StreamEvent } from "./schemas.ts";

/** How a reader has events: with the bytes of their bodies, or without phone numbers; never both. */
export type Shape = { raw: boolean; hidePhones: boolean };

/** JSON that goes deeper is told as its text: writing it again would exhaust the stack. */
const maxDepth = 500;

function isDeep(json: unknown): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((part) => (typeof part === "object" && part !== null ? Object.values(part) : []));
  }
  return false;
}

/** A body's JSON, else its text; null when it is neither. */
export function bodyOf(body: Buffer): unknown {
  const json = parseJson(body);
  if (json !== undefined && !isDeep(json)) return json;
  return isUtf8(body) ? body.toString("utf8") : null;
}

/** A stored event as a program gets it. */
export function toStreamEvent(row: EventRow, { raw, hidePhones }: Shape): StreamEvent {
  const { workspaceId, seq, id, event, verdict, inboxId, sessionId, chatId, duplicates, headers } = row;
  const facts = {
    ...{ seq, id, event, receivedAt: row.receivedAt.toISOString(), verdict, inboxId, sessionId, chatId },
    ...{ duplicates, sha256: row.sha256.toString("hex") },
  };
  const body = bodyOf(row.body);
  if (!hidePhones)
    return { ...facts, headers, body, ...(raw && { bodyBase64: row.body.toString("base64") }) };
  return {
    ...withoutPhones(workspaceId, { ...facts, headers }),
    body: payloadWithoutPhones(workspaceId, body),
  };
}
