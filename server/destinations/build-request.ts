import { signatureHeader } from "#server/inbox/index.ts";
import type { GuardedRequest } from "#server/net/index.ts";
import { chatMessage, escapeForSlack, withoutMentions } from "./chat-text.ts";
import { type EventToSend, envelopeOf, messageId } from "./envelope.ts";
import { fillTemplate } from "./fill-template.ts";
import type { DestinationFormat } from "./schemas.ts";
import { moltflowSignature, standardSignature } from "./sign.ts";

/** A destination with its keys open. Only for whoever sends; never for a log, an error or a browser. */
export type DestinationToSend = {
  url: string;
  format: DestinationFormat;
  template: string | null;
  secret: string;
  /** Null once its overlap is over. */
  previousSecret: string | null;
  headers: Record<string, string>;
};

export type DeliveryToSend = { id: string; attempt: number; isReplay: boolean };

const json = "application/json";

const contentTypeOf = ({ headers }: EventToSend) => {
  const given = headers["content-type"];
  return given !== undefined && /^[\t\x20-\x7e]+$/.test(given) ? given : "application/octet-stream";
};

/**
 * The body that a destination gets of an event.
 * @throws TemplateError
 */
export function buildBody(
  { format, template }: Pick<DestinationToSend, "format" | "template">,
  event: EventToSend,
): { contentType: string; body: Buffer } {
  if (format === "raw") return { contentType: contentTypeOf(event), body: event.body };
  const envelope = envelopeOf(event);
  if (template === null) {
    const message = format === "standard" ? envelope : chatMessage(format, envelope);
    return { contentType: json, body: Buffer.from(JSON.stringify(message)) };
  }
  const filled = fillTemplate(template, envelope, format === "slack" ? escapeForSlack : undefined);
  return { contentType: json, body: Buffer.from(format === "discord" ? withoutMentions(filled) : filled) };
}

/**
 * One attempt of a delivery, signed.
 * @param now the moment that is signed
 * @throws TemplateError when the template makes no body of this event
 */
export async function buildRequest(
  destination: DestinationToSend,
  event: EventToSend,
  delivery: DeliveryToSend,
  now: Date,
): Promise<GuardedRequest> {
  const { contentType, body } = buildBody(destination, event);
  const own = Object.entries(destination.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    url: destination.url,
    method: "POST",
    headers: {
      "user-agent": "Moltdesk",
      ...Object.fromEntries(own),
      "content-type": contentType,
      ...standardSignature(destination, messageId(event.id), body, now),
      ...(destination.format === "raw" && { [signatureHeader]: moltflowSignature(destination.secret, body) }),
      "x-moltdesk-delivery": delivery.id,
      "x-moltdesk-attempt": String(delivery.attempt),
      ...(delivery.isReplay && { "x-moltdesk-replay": "true" }),
    },
    body,
  };
}
