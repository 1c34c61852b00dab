import { isDeepStrictEqual } from "node:util";
import type { MessagePayload, sendableKinds } from "#db/schema/messages.ts";
import { digest } from "#server/core/ids.ts";
import type { Content } from "./content.ts";

/** As a row keeps it: a poll's question and a GIF's caption are its words. */
export type StoredContent = {
  kind: (typeof sendableKinds)[number];
  text: string;
  payload: MessagePayload | null;
};

/** A file goes beside the row, which keeps only its digest. */
export function storedOf(content: Content): StoredContent {
  const { kind } = content;
  if (kind === "text") return { kind, text: content.text, payload: null };
  if (kind === "poll") {
    const { title, options, allowMultiple } = content;
    return { kind, text: title, payload: { options, allowMultiple } };
  }
  const file = fileOf(content);
  const payload = file ? { mediaSha256: digest(file).toString("hex") } : payloadOf(content.media);
  return { kind, text: kind === "gif" ? content.caption : "", payload };
}

const payloadOf = (media: object): MessagePayload | null =>
  "url" in media && typeof media.url === "string" ? { mediaUrl: media.url } : null;

/** The file that a content brings along, or null when it brings an address or nothing. */
export function fileOf(content: Content): Buffer | null {
  if (!("media" in content) || !("base64" in content.media)) return null;
  return Buffer.from(content.media.base64, "base64");
}

/** Whether two rows say the same. */
export const isSameContent = (a: StoredContent, b: StoredContent): boolean =>
  a.kind === b.kind && a.text === b.text && isDeepStrictEqual(a.payload, b.payload);
