import { systemDb } from "#db/client.ts";
import { onCallShifts, subscriptions as subscriptionsTable } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { Desk, DomainInputs } from "./define.ts";

async function makeRule({ workspaceId, ownerId }: Desk): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(subscriptionsTable)
    .values({ workspaceId, id, name: "Refunds", audience: "everyone", createdBy: ownerId });
  return id;
}

async function makeShift({ workspaceId, ownerId: userId }: Desk): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(onCallShifts)
    .values({ workspaceId, id, userId, days: [1, 2], fromMinute: 0, untilMinute: 60 });
  return id;
}

export const subscriptions: DomainInputs = async (desk) => {
  const audience = { kind: "member", userId: desk.ownerId };
  const filter = { keywords: ["refund"] };
  return {
    "subscriptions.list": {},
    "subscriptions.create": { name: "Refunds", audience, filter },
    "subscriptions.change": { subscriptionId: await makeRule(desk), audience, filter, push: true },
    "subscriptions.mute": { subscriptionId: await makeRule(desk), muted: true },
    "subscriptions.dryRun": { audience, filter },
    "subscriptions.remove": { subscriptionId: await makeRule(desk) },
    "subscriptions.settings": {},
    "subscriptions.setSettings": {
      ...{ timeZone: "Europe/Berlin", quietFrom: 1_320, quietUntil: 420, quietDays: [7] },
      ...{ digestHour: 8, mutedUntil: null },
    },
    "subscriptions.onCall": {},
    "subscriptions.addShift": { userId: desk.ownerId, days: [1], fromMinute: 540, untilMinute: 1_020 },
    "subscriptions.removeShift": { shiftId: await makeShift(desk) },
  };
};
