import { type KnownWebhookEvent, type WebhookView, webhookEvents } from "#server/webhooks/schemas.ts";

/** A webhook as a form holds it; its secret apart. */
export type WebhookEntries = { name: string; url: string; events: KnownWebhookEvent[] };

export const newWebhook: WebhookEntries = { name: "", url: "", events: ["message.received"] };

export const entriesOf = ({ name, url, events }: WebhookView): WebhookEntries => ({
  ...{ name, url: url ?? "" },
  events: webhookEvents.filter((event) => events.includes(event)),
});

/**
 * What somebody changed in the form, and nothing else: what others changed meanwhile stays, and so do events that
 * MoltFlow has and the form does not show.
 */
export function changesOf(
  webhook: WebhookView,
  { name, url, events }: WebhookEntries,
): Partial<WebhookEntries> {
  const before = entriesOf(webhook);
  return {
    ...(name.trim() !== before.name && { name }),
    ...(url.trim() !== before.url && { url }),
    ...(events.join() !== before.events.join() && { events }),
  };
}
