import { z } from "zod";
import { cleanText } from "#server/core/clean-text.ts";
import { lengthOf, limits } from "./limits.ts";
import { isMedia, refuseMediaUrl } from "./media.ts";

/** Words of at most `max` code points. A code point is two UTF-16 units at most, so a huge paste is refused unread. */
const words = (max: number, tooLong: string) =>
  z
    .string()
    .max(max * 2, tooLong)
    .transform((text) => cleanText(text).trim())
    .refine((text) => lengthOf(text) <= max, tooLong);

const required = (max: number, missing: string, tooLong: string) =>
  words(max, tooLong).refine((text) => text !== "", missing);

/** What a person wrote, without the white space around it. */
export const messageTextSchema = required(limits.text, "message.text_missing", "message.text_long");

export const textSchema = z.object({ kind: z.literal("text"), text: messageTextSchema });

const optionSchema = required(limits.pollOption, "message.option_missing", "message.option_long");

export const pollSchema = z.object({
  kind: z.literal("poll"),
  title: required(limits.pollTitle, "message.title_missing", "message.title_long"),
  options: z
    .array(optionSchema)
    .min(limits.pollOptionsMin, "message.options_few")
    .max(limits.pollOptionsMax, "message.options_many")
    .refine((options) => new Set(options).size === options.length, "message.options_same"),
  allowMultiple: z.boolean().default(false),
});

const mediaUrlSchema = z
  .string()
  .trim()
  .max(limits.mediaUrl, "message.media_url_long")
  .superRefine((url, context) => {
    const refused = refuseMediaUrl(url);
    if (refused) context.addIssue({ code: "custom", message: `message.media_${refused}` });
  });

/** Four characters of base64 are three bytes, less one for each `=` at the end. */
const bytesOf = (base64: string): number =>
  (base64.length / 4) * 3 - (base64.length - base64.replace(/=+$/, "").length);

const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);

/** The first 12 bytes, which name the format. */
const headOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64.slice(0, 16)), (letter) => letter.charCodeAt(0));

function refuseFile(kind: "sticker" | "gif", base64: string): string | null {
  if (bytesOf(base64) > limits.mediaBytes) return "message.media_large";
  if (!isBase64(base64)) return "message.media_base64";
  return isMedia(kind, headOf(base64)) ? null : `message.${kind}_format`;
}

const fileSchema = (kind: "sticker" | "gif") =>
  z.string().superRefine((base64, context) => {
    const message = refuseFile(kind, base64);
    if (message) context.addIssue({ code: "custom", message });
  });

const mediaOf = (kind: "sticker" | "gif") =>
  z.union([z.object({ url: mediaUrlSchema }).strict(), z.object({ base64: fileSchema(kind) }).strict()], {
    error: "message.media_missing",
  });

export const stickerSchema = z.object({ kind: z.literal("sticker"), media: mediaOf("sticker") });
export const gifSchema = z.object({
  kind: z.literal("gif"),
  media: mediaOf("gif"),
  caption: words(limits.caption, "message.caption_long").default(""),
});

/** What can be sent, within MoltFlow's limits. */
export const contentSchema = z.discriminatedUnion("kind", [textSchema, pollSchema, stickerSchema, gifSchema]);
export type Content = z.output<typeof contentSchema>;
