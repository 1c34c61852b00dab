import { and, asc, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { notificationSettings, subscriptionMutes, subscriptions, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { filterInSight } from "#server/event-filter/index.ts";
import { type Asker, isOwn } from "./asker.ts";
import { isNamed, readCrew } from "./audience.ts";
import { audienceOf } from "./audience-of.ts";
import { presets } from "./presets.ts";
import type { NotificationSettings, SubscriptionView } from "./schemas.ts";
import { toSettings } from "./settings-view.ts";

type SubscriptionRow = typeof subscriptions.$inferSelect;

/** Rules that the asker may see: their own, everybody's, and those that managers made for single members. */
export const rulesInSight = ({ sight, userId, mayManage }: Asker): SQL | undefined =>
  and(
    eq(subscriptions.workspaceId, sight.workspaceId),
    or(
      sql`${subscriptions.audience} <> 'member'`,
      eq(subscriptions.userId, userId),
      mayManage ? sql`${subscriptions.createdBy} is distinct from ${subscriptions.userId}` : undefined,
    ),
  );

const presetNames = Object.keys(presets);
const placeOf = ({ preset }: SubscriptionRow) =>
  preset === null ? presetNames.length : presetNames.indexOf(preset);

/** The rules that the asker may see: those that every workspace begins with, then the others, oldest first. */
export function listSubscriptions(asker: Asker): Promise<SubscriptionView[]> {
  return inTenant(asker.sight, async (tx) => {
    const rows = await tx
      .select()
      .from(subscriptions)
      .where(rulesInSight(asker))
      .orderBy(asc(subscriptions.id));
    return viewRules(
      tx,
      rows.toSorted((a, b) => placeOf(a) - placeOf(b)),
      asker,
    );
  });
}

/** @throws DomainError `subscription.not_found` */
export async function findRule(
  tx: Transaction,
  subscriptionId: string,
  asker: Asker,
  { locked = false } = {},
): Promise<SubscriptionRow> {
  const query = tx
    .select()
    .from(subscriptions)
    .where(and(rulesInSight(asker), eq(subscriptions.id, subscriptionId)));
  const [row] = locked ? await query.for("update") : await query;
  if (!row) throw notFound("subscription");
  return row;
}

/** As the asker sees them; a shared rule that is all about what they may not see is left out. */
export async function viewRules(
  tx: Transaction,
  rows: readonly SubscriptionRow[],
  asker: Asker,
): Promise<SubscriptionView[]> {
  const { onCall } = await readCrew(tx, asker.sight.workspaceId, new Date());
  const mutes = await readMutes(tx, asker);
  const views: SubscriptionView[] = [];
  for (const row of rows) {
    const audience = audienceOf(row);
    const mine = isOwn(audience, asker);
    const filter = mine ? row.filter : await filterInSight(tx, row.filter, asker);
    if (!filter) continue;
    const { id, name, preset, inApp, push, mail, urgent, enabled } = row;
    views.push({
      ...{ id, name, preset, audience, filter, inApp, push, mail, urgent, enabled },
      frozen: row.frozenAt !== null,
      concernsMe: isNamed(row, asker, onCall),
      muted: mutes.get(id) ?? null,
      mayChange: asker.mayManage || mine,
    });
  }
  return views;
}

async function readMutes(
  tx: Transaction,
  { sight: { workspaceId }, userId }: Asker,
): Promise<Map<string, { until: string | null }>> {
  const { until } = subscriptionMutes;
  const rows = await tx
    .select({ id: subscriptionMutes.subscriptionId, until })
    .from(subscriptionMutes)
    .where(
      and(
        eq(subscriptionMutes.workspaceId, workspaceId),
        eq(subscriptionMutes.userId, userId),
        or(isNull(until), gt(until, new Date())),
      ),
    );
  return new Map(rows.map(({ id, until }) => [id, { until: until?.toISOString() ?? null }]));
}

/** When the asker wants to be told. */
export function readSettings({ sight, userId }: Asker): Promise<NotificationSettings> {
  const { workspaceId } = sight;
  return inTenant(sight, async (tx) => {
    const [row] = await tx
      .select({ settings: notificationSettings, timeZone: workspaces.timeZone })
      .from(workspaces)
      .leftJoin(
        notificationSettings,
        and(eq(notificationSettings.workspaceId, workspaces.id), eq(notificationSettings.userId, userId)),
      )
      .where(eq(workspaces.id, workspaceId));
    if (!row) throw notFound("workspace");
    return toSettings(row.settings, row.timeZone);
  });
}
