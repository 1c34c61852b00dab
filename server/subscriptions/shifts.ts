import { and, asc, count, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { onCallShifts, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import type { Asker } from "./asker.ts";
import { readCrew } from "./audience.ts";
import { assertMember } from "./create-subscription.ts";
import { type CreateShiftInput, type OnCallView, type ShiftView, subscriptionLimits } from "./schemas.ts";

/** The week of whoever is on call, and the ids of those who are now, by the workspace's clocks. */
export function readOnCall({ sight }: Pick<Asker, "sight">, now = new Date()): Promise<OnCallView> {
  return inTenant(sight, async (tx) => {
    const shifts = await listShifts(tx, sight.workspaceId);
    const { onCall, timeZone } = await readCrew(tx, sight.workspaceId, now);
    return { shifts, nowOnCall: [...onCall], timeZone };
  });
}

async function listShifts(tx: Transaction, workspaceId: string): Promise<ShiftView[]> {
  const rows = await tx
    .select({ shift: onCallShifts, name: users.name, email: users.email })
    .from(onCallShifts)
    .innerJoin(users, eq(users.id, onCallShifts.userId))
    .where(eq(onCallShifts.workspaceId, workspaceId))
    .orderBy(asc(onCallShifts.fromMinute), asc(onCallShifts.id));
  return rows.map(({ shift: { id, userId, days, fromMinute, untilMinute }, name, email }) => ({
    ...{ id, userId, memberName: name ?? email, days, fromMinute, untilMinute },
  }));
}

/**
 * Puts a member on call each week.
 * @throws DomainError `member.not_found`, limited `subscription.too_many_shifts`
 */
export function addShift(input: CreateShiftInput, asker: Asker): Promise<ShiftView> {
  const { workspaceId } = asker.sight;
  return inTenant(asker.sight, async (tx) => {
    const [counted] = await tx
      .select({ there: count() })
      .from(onCallShifts)
      .where(eq(onCallShifts.workspaceId, workspaceId));
    if ((counted?.there ?? 0) >= subscriptionLimits.shifts) throw tooManyShifts();
    await assertMember(tx, workspaceId, { kind: "member", userId: input.userId });
    const id = newId();
    await tx.insert(onCallShifts).values({ workspaceId, id, ...input });
    await record(tx, { workspaceId, actor: asker.actor, action: "shift.add", target: id, details: input });
    await nudge(tx, workspaceId, "subscriptions");
    return viewShift(await listShifts(tx, workspaceId), id);
  });
}

/** @returns what it was, so that it can be added again; @throws DomainError `shift.not_found` */
export function removeShift(shiftId: string, asker: Asker): Promise<ShiftView> {
  const { workspaceId } = asker.sight;
  return inTenant(asker.sight, async (tx) => {
    const gone = viewShift(await listShifts(tx, workspaceId), shiftId);
    await tx
      .delete(onCallShifts)
      .where(and(eq(onCallShifts.workspaceId, workspaceId), eq(onCallShifts.id, shiftId)));
    const { userId, days, fromMinute, untilMinute } = gone;
    const details = { userId, days, fromMinute, untilMinute };
    await record(tx, { workspaceId, actor: asker.actor, action: "shift.remove", target: shiftId, details });
    await nudge(tx, workspaceId, "subscriptions");
    return gone;
  });
}

function viewShift(shifts: readonly ShiftView[], id: string): ShiftView {
  const shift = shifts.find((one) => one.id === id);
  if (!shift) throw notFound("shift");
  return shift;
}

const tooManyShifts = () =>
  new DomainError(
    "limited",
    "subscription.too_many_shifts",
    `A week has ${subscriptionLimits.shifts} shifts at most. Remove one that nobody takes any more.`,
    { params: { count: subscriptionLimits.shifts } },
  );
