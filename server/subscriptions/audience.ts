import { and, eq, gt, isNull, or } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import type { EventFilter } from "#db/schema/event-filter.ts";
import {
  members,
  notificationSettings,
  onCallShifts,
  subscriptionMutes,
  subscriptions,
  workspaces,
} from "#db/schema/index.ts";
import { isActive, may, type Restrictions, type Role } from "#server/members/index.ts";
import { isOnDuty, weekTimeAt } from "./on-call.ts";
import type { NotificationSettings } from "./schemas.ts";
import { toSettings } from "./settings-view.ts";

/** Somebody whom a rule tells, as far as they may see what it is about. */
export type Teller = {
  userId: string;
  restrictions: Pick<Restrictions, "onlyNumbers" | "assignedOnly">;
  settings: NotificationSettings;
};

type SubscriptionRow = typeof subscriptions.$inferSelect;

/** A rule that is on, with the people whom it tells. */
export type Rule = Pick<
  SubscriptionRow,
  "id" | "name" | "preset" | "filter" | "inApp" | "push" | "mail" | "urgent"
> & {
  filter: EventFilter;
  tellers: readonly Teller[];
};

/** Whom rules can tell at one moment. */
export type Crew = {
  team: readonly (Teller & { role: Role })[];
  /** By the rule's id: who does not want to hear of it now. */
  muted: ReadonlyMap<string, ReadonlySet<string>>;
  onCall: ReadonlySet<string>;
  timeZone: string;
};

/** Whom a rule names; a rule that is only thought of has no id. */
export type Named = Pick<SubscriptionRow, "audience" | "userId" | "role"> & { id: string | null };

/** Only whoever may see events and chats is told of them. */
const mayHear = (role: Role) => may(role, "inbox.read") && may(role, "chats.read");

/**
 * The rules of a workspace that are on and tell somebody at `at`: active members who may see events, but for those who
 * muted the rule. That somebody muted everything is in their settings: it stops pushes and mails only. Always the same
 * number of queries.
 */
export async function listRules(tx: Queryable, workspaceId: string, at: Date): Promise<Rule[]> {
  const [rows, crew] = await Promise.all([
    tx
      .select()
      .from(subscriptions)
      .where(
        and(
          eq(subscriptions.workspaceId, workspaceId),
          eq(subscriptions.enabled, true),
          isNull(subscriptions.frozenAt),
        ),
      )
      .orderBy(subscriptions.id),
    readCrew(tx, workspaceId, at),
  ]);
  const findTellers = tellersIn(crew);
  return rows.flatMap((row) => {
    const { id, name, preset, filter, inApp, push, mail, urgent } = row;
    const tellers = findTellers(row);
    return tellers.length === 0 ? [] : [{ id, name, preset, filter, inApp, push, mail, urgent, tellers }];
  });
}

/** Reads whom rules can tell at `at`. */
export async function readCrew(tx: Queryable, workspaceId: string, at: Date): Promise<Crew> {
  const [people, mutes, shifts] = await Promise.all([
    tx
      .select({ member: members, settings: notificationSettings, timeZone: workspaces.timeZone })
      .from(members)
      .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
      .leftJoin(
        notificationSettings,
        and(
          eq(notificationSettings.workspaceId, members.workspaceId),
          eq(notificationSettings.userId, members.userId),
        ),
      )
      .where(and(eq(members.workspaceId, workspaceId), isActive()))
      .orderBy(members.userId),
    tx
      .select({ id: subscriptionMutes.subscriptionId, userId: subscriptionMutes.userId })
      .from(subscriptionMutes)
      .where(
        and(
          eq(subscriptionMutes.workspaceId, workspaceId),
          or(isNull(subscriptionMutes.until), gt(subscriptionMutes.until, at)),
        ),
      ),
    tx.select().from(onCallShifts).where(eq(onCallShifts.workspaceId, workspaceId)),
  ]);
  const timeZone = people[0]?.timeZone ?? "UTC";
  const now = weekTimeAt(timeZone, at);
  const muted = new Map<string, Set<string>>();
  for (const { id, userId } of mutes) muted.set(id, (muted.get(id) ?? new Set()).add(userId));
  const team = people.flatMap(({ member: { userId, role, onlyNumbers, assignedOnly }, settings }) =>
    mayHear(role)
      ? {
          userId,
          role,
          restrictions: { onlyNumbers, assignedOnly },
          settings: toSettings(settings, timeZone),
        }
      : [],
  );
  const onDuty = new Set(shifts.filter((shift) => isOnDuty(shift, now)).map(({ userId }) => userId));
  const onCall = new Set(team.map(({ userId }) => userId).filter((userId) => onDuty.has(userId)));
  return { team, muted, onCall, timeZone };
}

/** Finds whom rules tell. Rules for the same people share one list. */
export function tellersIn({ team, muted, onCall }: Crew): (rule: Named) => readonly Teller[] {
  const known = new Map<string, readonly Teller[]>();
  return (rule) => {
    const key = `${rule.audience}:${rule.userId}:${rule.role}`;
    const named = known.get(key) ?? team.filter((member) => isNamed(rule, member, onCall));
    known.set(key, named);
    const silent = rule.id === null ? undefined : muted.get(rule.id);
    return silent ? named.filter(({ userId }) => !silent.has(userId)) : named;
  };
}

/** While nobody is on call, the managers are: a gap in the week must not swallow what is urgent. */
export function isNamed(
  { audience, userId, role }: Omit<Named, "id">,
  member: { userId: string; role: Role },
  onCall: ReadonlySet<string>,
): boolean {
  if (audience === "everyone") return true;
  if (audience === "member") return member.userId === userId;
  if (audience === "role") return member.role === role;
  return onCall.size > 0 ? onCall.has(member.userId) : may(member.role, "subscriptions.manage");
}
