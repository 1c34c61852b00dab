import { and, eq, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections, inboxes } from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { type WithoutToken, withoutInboxToken } from "#server/inbox/index.ts";
import type { Webhook } from "#server/moltflow/index.ts";
import type { AnswerOf } from "#server/upstream/index.ts";
import type { WebhookOwner, WebhookView } from "./schemas.ts";

/** A webhook as the cache keeps it. */
export type StoredWebhook = AnswerOf<"listWebhooks">[number];

/** What tells the workspace's own webhooks from the others at MoltFlow. */
export type OwnMarks = { webhookIds: ReadonlySet<string>; inboxDigests: ReadonlySet<string> };

export async function readOwnMarks(tx: Queryable, workspaceId: string): Promise<OwnMarks> {
  const registered = await tx
    .select({ id: connections.upstreamWebhookId })
    .from(connections)
    .where(and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt)));
  const addresses = await tx
    .select({ tokenHash: inboxes.tokenHash })
    .from(inboxes)
    .where(eq(inboxes.workspaceId, workspaceId));
  return {
    webhookIds: new Set(registered.flatMap(({ id }) => id ?? [])),
    inboxDigests: new Set(addresses.map(({ tokenHash }) => tokenHash.toString("hex"))),
  };
}

export function ownerOf(
  { id, inboxDigest }: WithoutToken<{ id: string }>,
  { webhookIds, inboxDigests }: OwnMarks,
): WebhookOwner {
  if (webhookIds.has(id)) return "connection";
  if (inboxDigest === null) return "team";
  return inboxDigests.has(inboxDigest) ? "inbox" : "elsewhere";
}

/** An answer of MoltFlow as the cache would keep it. */
export const toStored = ({ createdAt, ...webhook }: Webhook): StoredWebhook =>
  withoutInboxToken({ ...webhook, createdAt: createdAt?.toISOString() ?? null });

export function toWebhookView(webhook: StoredWebhook, marks: OwnMarks): WebhookView {
  const { id, name, url, events, isActive, createdAt } = webhook;
  const owner = ownerOf(webhook, marks);
  const host = URL.parse(url)?.host ?? "";
  const isShown = owner === "team";
  // The name of another workspace's webhook says who the client is.
  return {
    ...{ id, host, events, isActive, createdAt, owner },
    name: owner === "elsewhere" ? "" : (name ?? host),
    url: isShown ? url : null,
  };
}

/** @throws DomainError `webhook.protected_connection`, `webhook.protected_inbox`, `webhook.protected_elsewhere` */
export function assertTheirs(owner: WebhookOwner): void {
  if (owner === "team") return;
  const texts = {
    connection:
      "This webhook brings events into this workspace. Moltdesk looks after it itself; see Settings → Connection.",
    inbox: "This webhook delivers to an inbox of this workspace. Change the inbox under Settings → Inboxes.",
    elsewhere:
      "This webhook delivers to an inbox of another Moltdesk workspace that uses the same MoltFlow account. It is managed there.",
  };
  throw new DomainError("conflict", `webhook.protected_${owner}`, texts[owner]);
}
