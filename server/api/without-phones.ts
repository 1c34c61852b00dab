import { chatAlias } from "#server/core/pseudonym.ts";

/** Things that look like phone numbers to the last pattern and are none: ids, fingerprints, instants, days. */
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/;
const fingerprint = /\b(?:[0-9a-f]{40}|[0-9a-f]{64})\b/;
const instant =
  /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/;
/** WhatsApp's address of a person or group, which stands inside message ids too; before the @ is a phone number. */
const chat = /(?<chat>\d[\d:.-]{0,60})@(?:c\.us|s\.whatsapp\.net|g\.us|lid|newsletter|broadcast)/;
/** Seven digits and more (E.164 ends at fifteen), with what people put between them. */
const phone = /(?<phone>\+?\(?\d(?:[\s().\-/]{0,2}\d){6,})/;
const pattern = new RegExp(
  [uuid, fingerprint, instant, chat, phone].map(({ source }) => source).join("|"),
  "giu",
);

/** Values that are no text for people, or would break when changed. */
const untouched = new Set(["qrPng", "sha256", "id", "slug", "hash", "prevHash", "lastUsedIp"]);

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
        if (typeof inner === "string" && key === "base64") return [key, ""];
        // Whole addresses, of kinds too that the pattern does not know yet.
        if (typeof inner === "string" && key === "chatId") return [key, chatAlias(workspaceId, inner)];
        return [key, hide(inner)];
      }),
    );
  }
}

/** Seven digits and more, as a number of JSON. */
const longNumber = /\d(?:\D?\d){6,}/;

/**
 * What somebody else sent, as JSON, without phone numbers, at any depth. Nothing is known of its fields, so none is
 * spared: names of fields count too, and long numbers become texts.
 */
export function payloadWithoutPhones(workspaceId: string, payload: unknown): unknown {
  const textOf = (text: string) => textWithoutPhones(workspaceId, text);
  return hide(payload);

  function hide(part: unknown): unknown {
    if (typeof part === "string") return textOf(part);
    if (typeof part === "number") return longNumber.test(String(part)) ? textOf(String(part)) : part;
    if (Array.isArray(part)) return part.map(hide);
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [textOf(key), hide(inner)]));
  }
}
