import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import {
  type MoltflowClient,
  MoltflowError,
  type Webhook,
  type WebhookEvent,
} from "#server/moltflow/index.ts";

const events: WebhookEvent[] = [
  "message.received",
  "message.sent",
  "session.connected",
  "session.disconnected",
  "lead.detected",
  "group.message",
  "group.message.analyzed",
];

/** What our webhook is called at MoltFlow. */
export const webhookName = (workspaceName: string): string => `Moltdesk – ${workspaceName}`;

export type WebhookTarget = {
  name: string;
  url: string;
  secret: string | null;
  /** The webhook that we registered before, if any; another one at our address gets our secret again. */
  knownId: string | null;
  /** Whether a webhook's address is that of an inbox which this workspace does not use any more. */
  isStale: (url: string) => boolean;
};

/**
 * Makes sure that exactly one webhook of ours delivers to the address. What exists is looked for first and once more
 * after a create, so that neither a crash in between nor two calls at once leave two. @returns the webhook's id
 * @throws MoltflowError `invalid` when MoltFlow refuses the address
 */
export async function registerWebhook(client: MoltflowClient, target: WebhookTarget): Promise<string> {
  const { url, knownId } = target;
  const setup = { url, events, ...(target.secret && { secret: target.secret }) };
  const found = await client.listWebhooks();
  // One that we made for an earlier address of this inbox is moved, not doubled.
  const kept = oldestAt(url, found) ?? found.find(({ id }) => id === knownId);
  if (kept && (kept.id !== knownId || kept.url !== url || !delivers(kept))) {
    await client.updateWebhook(kept.id, { ...setup, isActive: true });
  }
  const made = kept ?? (await client.createWebhook({ name: target.name, ...setup }));
  const present = kept ? found : await client.listWebhooks();
  const ours = oldestAt(url, present) ?? made;
  const isLeftover = (other: Webhook) =>
    other.url === url || other.id === knownId || target.isStale(other.url);
  for (const other of present) {
    if (other.id !== ours.id && isLeftover(other)) await removeWebhook(client, other.id);
  }
  return ours.id;
}

const delivers = (webhook: Webhook): boolean =>
  webhook.isActive && events.every((event) => webhook.events.includes(event));

/** Everybody picks the same one, so that two who clean up at once agree. */
function oldestAt(url: string, webhooks: Webhook[]): Webhook | undefined {
  const age = ({ createdAt }: Webhook) => createdAt?.getTime() ?? 0;
  const [oldest] = webhooks
    .filter((webhook) => webhook.url === url)
    .toSorted((a, b) => age(a) - age(b) || (a.id < b.id ? -1 : 1));
  return oldest;
}

/** Takes a webhook down as well as it can. @returns whether it is gone */
export async function removeWebhook(client: MoltflowClient, webhookId: string): Promise<boolean> {
  try {
    await client.deleteWebhook(webhookId);
    return true;
  } catch (error) {
    if (!(error instanceof MoltflowError)) throw error;
    if (error.kind === "not_found") return true;
    log().warn({ err: messageOf(error), webhookId }, "connection: a webhook was left behind at MoltFlow");
    return false;
  }
}
