import type { Transaction } from "#db/client.ts";
import type { subscriptions } from "#db/schema/index.ts";
import { record } from "#server/audit/index.ts";
import { nudge } from "#server/live/index.ts";
import { type Asker, isOwn } from "./asker.ts";
import { audienceOf } from "./audience-of.ts";

type SubscriptionRow = typeof subscriptions.$inferSelect;

type Told = {
  action: "subscription.create" | "subscription.change" | "subscription.remove";
  before?: SubscriptionRow;
  after?: SubscriptionRow;
};

/** Writes a change of a shared rule down, and nudges. What somebody wants for themselves is their own business. */
export async function tellOfRule(
  tx: Transaction,
  asker: Asker,
  { action, before, after }: Told,
): Promise<void> {
  const { workspaceId } = asker.sight;
  const rows = [before, after].filter((row) => row !== undefined);
  if (rows.some((row) => !isOwn(audienceOf(row), asker))) {
    const details = { ...(before && { before: summary(before) }), ...(after && { after: summary(after) }) };
    const target = rows.at(-1)?.id ?? "";
    await record(tx, { workspaceId, actor: asker.actor, action, target, details });
  }
  await nudge(tx, workspaceId, "subscriptions");
}

/** Of its filter only which parts it has: they may name contacts and their words. */
const summary = ({ name, audience, userId, role, filter, ...row }: SubscriptionRow) => ({
  ...{ name, audience, userId, role, conditions: Object.keys(filter).sort() },
  ...{ inApp: row.inApp, push: row.push, mail: row.mail, urgent: row.urgent, enabled: row.enabled },
});
