import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { Holding } from "#db/holding.ts";
import { contactErasures, dataExports, exportChunks } from "#db/schema/index.ts";
import { accountHoldings } from "#server/account/holdings.ts";
import { alertHoldings } from "#server/alerts/holdings.ts";
import { auditHoldings } from "#server/audit/holdings.ts";
import { billingHoldings } from "#server/billing/holdings.ts";
import { budgetHoldings } from "#server/budget/holdings.ts";
import { chatSyncHoldings } from "#server/chat-syncs/holdings.ts";
import { chatHoldings } from "#server/chats/holdings.ts";
import { connectionHoldings } from "#server/connections/holdings.ts";
import { deliveryHoldings } from "#server/deliveries/holdings.ts";
import { destinationHoldings } from "#server/destinations/holdings.ts";
import { fanOutHoldings } from "#server/fan-out/holdings.ts";
import { groupHoldings } from "#server/groups/holdings.ts";
import { inboxHoldings } from "#server/inbox/holdings.ts";
import { invitationHoldings } from "#server/invitations/holdings.ts";
import { labelHoldings } from "#server/labels/holdings.ts";
import { limiterHoldings } from "#server/limiter/holdings.ts";
import { memberHoldings } from "#server/members/holdings.ts";
import { messageHoldings } from "#server/messages/holdings.ts";
import { noticeHoldings } from "#server/notices/holdings.ts";
import { numberHoldings } from "#server/numbers/holdings.ts";
import { replayHoldings } from "#server/replays/holdings.ts";
import { snippetHoldings } from "#server/snippets/holdings.ts";
import { subscriptionHoldings } from "#server/subscriptions/holdings.ts";
import { teamworkHoldings } from "#server/teamwork/holdings.ts";
import { tokenHoldings } from "#server/tokens/holdings.ts";
import { upstreamHoldings } from "#server/upstream/holdings.ts";
import { usageHoldings } from "#server/usage/holdings.ts";
import { wallHoldings } from "#server/walls/holdings.ts";
import { webhookHoldings } from "#server/webhooks/holdings.ts";
import { workspaceHoldings } from "#server/workspaces/holdings.ts";

/** A file that was made before may hold the contact, and one that is being made may have read them already. */
async function cancelExports(tx: Transaction, workspaceId: string): Promise<number> {
  const cancelled = await tx
    .update(dataExports)
    .set({ state: "cancelled", failure: "contact_erased", finishedAt: new Date(), expiresAt: null })
    .where(
      and(
        eq(dataExports.workspaceId, workspaceId),
        inArray(dataExports.state, ["queued", "running", "ready"]),
      ),
    )
    .returning({ id: dataExports.id });
  await tx.delete(exportChunks).where(eq(exportChunks.workspaceId, workspaceId));
  return cancelled.length;
}

const dataHoldings: readonly Holding[] = [
  {
    table: dataExports,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "The list of exports; who made them stands in the audit." },
    contact: { eraseAll: cancelExports },
  },
  {
    table: exportChunks,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "The files of exports themselves." },
    contact: { nothing: "The files go with their exports." },
  },
  {
    table: contactErasures,
    kept: "workspace",
    seenBy: "managers",
    exported: {
      columns: {
        id: contactErasures.id,
        contactHint: contactErasures.contactHint,
        requestedBy: contactErasures.requestedBy,
        reason: contactErasures.reason,
        state: contactErasures.state,
        erased: contactErasures.erased,
        upstream: contactErasures.upstream,
        createdAt: contactErasures.createdAt,
        finishedAt: contactErasures.finishedAt,
      },
    },
    contact: { nothing: "Receipts keep a keyed digest and the last two digits." },
  },
];

/** What each domain holds of a workspace. A domain that declares nothing, or a table that nobody does, fails a test. */
export const holdings = {
  groups: groupHoldings,
  webhooks: webhookHoldings,
  workspaces: workspaceHoldings,
  members: memberHoldings,
  invitations: invitationHoldings,
  connections: connectionHoldings,
  numbers: numberHoldings,
  inbox: inboxHoldings,
  messages: messageHoldings,
  chats: chatHoldings,
  "chat-syncs": chatSyncHoldings,
  billing: billingHoldings,
  budget: budgetHoldings,
  labels: labelHoldings,
  limiter: limiterHoldings,
  notices: noticeHoldings,
  alerts: alertHoldings,
  subscriptions: subscriptionHoldings,
  teamwork: teamworkHoldings,
  snippets: snippetHoldings,
  upstream: upstreamHoldings,
  tokens: tokenHoldings,
  destinations: destinationHoldings,
  audit: auditHoldings,
  data: dataHoldings,
  usage: usageHoldings,
  walls: wallHoldings,
  account: accountHoldings,
  "fan-out": fanOutHoldings,
  deliveries: deliveryHoldings,
  replays: replayHoldings,
} as const satisfies Record<string, readonly Holding[]>;

export type HoldingDomain = keyof typeof holdings;

/** All of them, each with the domain that declared it. */
export const allHoldings: readonly (Holding & { domain: HoldingDomain })[] = Object.entries<
  readonly Holding[]
>(holdings).flatMap(([domain, declared]) =>
  declared.map((holding) => ({ ...holding, domain: domain as HoldingDomain })),
);
