import { DomainError } from "#server/core/errors.ts";

/** Where a page ended: an instant and what breaks ties at it. */
export type PageEnd = { at: Date; id: string };

const pattern = /^(\d{1,16})_([0-9a-f-]{36})$/;

/** A place as an opaque text for clients. */
export const toCursor = ({ at, id }: PageEnd): string =>
  Buffer.from(`${at.getTime()}_${id}`).toString("base64url");

/** @throws DomainError invalid `chat.cursor_invalid` for what `toCursor` did not make */
export function fromCursor(cursor: string): PageEnd {
  const [, atMs, id] = pattern.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  const at = new Date(Number(atMs));
  if (id === undefined || Number.isNaN(at.getTime())) {
    throw new DomainError(
      "invalid",
      "chat.cursor_invalid",
      "This page does not exist. Start from the first.",
    );
  }
  return { at, id };
}
