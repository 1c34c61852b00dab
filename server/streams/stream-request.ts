import { lastEventIdSchema } from "./schemas.ts";

export const wantsStream = (headers: Headers): boolean =>
  /\btext\/event-stream\b/i.test(headers.get("accept") ?? "");

/** What a stream was last at, as the reader's library says it when it comes back. */
export function lastEventIdOf(headers: Headers): number | null {
  const id = headers.get("last-event-id");
  return id === null ? null : (lastEventIdSchema.safeParse(id).data ?? null);
}
