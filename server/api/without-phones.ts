import { chatAlias } from "#server/core/pseudonym.ts";

/** Things that look like phone numbers to the last pattern and are none: ids, instants, days. */
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const instant = /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/;
/** WhatsApp's address of a person or group; the part before the @ is, or holds, a phone number. */
const chat = /(?<chat>[\w.+:-]*\d[\w.+:-]*)@(?<server>c\.us|s\.whatsapp\.net|g\.us|lid|newsletter|broadcast)/;
/** Seven to fifteen digits (E.164 allows fifteen), with what people put between them. */
const phone = /(?<phone>\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14})/;
const pattern = new RegExp(
  `(?<![\\w-])(?:${uuid.source}|${instant.source}|${chat.source}|${phone.source})(?![\\w])`,
  "giu",
);

/** Values that are no text for people, or would break when changed. */
const untouched = new Set(["qrPng", "sha256", "id", "slug", "hash", "prevHash"]);

/** A text without phone numbers: `+49 151 2345678` → `•••78`. */
export function textWithoutPhones(workspaceId: string, text: string): string {
  return text.replace(pattern, (match, ...rest) => {
    const groups: { chat?: string; phone?: string } = rest.at(-1);
    if (groups.chat) return chatAlias(workspaceId, match);
    return groups.phone ? `•••${match.replace(/\D/g, "").slice(-2)}` : match;
  });
}

/**
 * An answer without phone numbers, at any depth. It errs on the side of hiding: an order number of seven digits goes
 * too. What is no readable text (`base64`) is left out.
 */
export function withoutPhones<T>(workspaceId: string, value: T): T {
  return hide(value) as T;

  function hide(part: unknown): unknown {
    if (typeof part === "string") return textWithoutPhones(workspaceId, part);
    if (Array.isArray(part)) return part.map(hide);
    if (part === null || typeof part !== "object" || Object.getPrototypeOf(part) !== Object.prototype)
      return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => {
        if (untouched.has(key)) return [key, inner];
        return [key, key === "base64" && typeof inner === "string" ? "" : hide(inner)];
      }),
    );
  }
}
