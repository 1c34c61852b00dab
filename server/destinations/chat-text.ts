import type { Envelope } from "./envelope.ts";
import type { DestinationFormat } from "./schemas.ts";

const discordMaxLength = 2_000;
/** More than anybody reads in a channel, and less than Slack and Teams refuse. */
const maxLength = 3_000;

/** Slack reads links, people and whole channels between these. */
export const escapeForSlack = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Letters of Discord's Markdown: a customer's words are words there, no links and no headings. */
const escapeForDiscord = (text: string) => text.replace(/[\\*_~`|>[\]()#]/g, "\\$&");

const textOf = (value: unknown, names: readonly string[]): string | null => {
  if (typeof value !== "object" || value === null) return null;
  const found = names.map((name) => (value as Record<string, unknown>)[name]);
  return found.find((text): text is string => typeof text === "string" && text.trim() !== "") ?? null;
};

/** An event in two lines: its name and who it is from, and the words if it has any. */
function linesOf({ type, data }: Envelope): { title: string; words: string | null } {
  const who = textOf(data, [
    "sender_name",
    "contact_name",
    "group_name",
    "chat_name",
    "sender_phone",
    "chat_id",
  ]);
  const words = textOf(data, ["message", "content_preview", "text", "reason", "status"]);
  return { title: who === null ? type : `${type} · ${who}`, words };
}

/** As much of a text as fits once it is escaped; never half a character, nor half an escape. */
function fitting(text: string, length: number, safe: (text: string) => string = (same) => same): string {
  // No escape makes a text shorter.
  const whole = text.length <= length ? safe(text) : null;
  if (whole !== null && whole.length <= length) return whole;
  let result = "";
  for (const character of text) {
    const next = safe(character);
    if (result.length + next.length > length - 1) break;
    result += next;
  }
  return `${result}…`;
}

function oneText(envelope: Envelope, length: number, safe: (text: string) => string): string {
  const { title, words } = linesOf(envelope);
  return fitting(words === null ? title : `${title}\n${words}`, length, safe);
}

/** A card as Teams' workflows take it. Its text runs know no Markdown. */
function teamsCard(envelope: Envelope): object {
  const { title, words } = linesOf(envelope);
  const line = (text: string, more: object = {}) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: fitting(text, maxLength), ...more }],
  });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [line(title, { weight: "Bolder" }), ...(words === null ? [] : [line(words)])],
        },
      },
    ],
  };
}

/** Nobody who writes to a number may call everybody in a channel. */
const noMentions = { parse: [] } as const;

/** What a chat tool's incoming webhook takes. */
export function chatMessage(
  format: Exclude<DestinationFormat, "standard" | "raw">,
  envelope: Envelope,
): object {
  if (format === "slack") return { text: oneText(envelope, maxLength, escapeForSlack) };
  if (format === "teams") return teamsCard(envelope);
  return {
    content: oneText(envelope, discordMaxLength, escapeForDiscord),
    allowed_mentions: noMentions,
  };
}

/** A body that a template made for Discord, which must not mention everybody either. @throws SyntaxError for no JSON */
export function withoutMentions(body: string): string {
  const message: unknown = JSON.parse(body);
  if (typeof message !== "object" || message === null || "allowed_mentions" in message) return body;
  return JSON.stringify({ ...message, allowed_mentions: noMentions });
}
