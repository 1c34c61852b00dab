import { inTenant } from "#db/tenant.ts";
import type { Permission } from "#server/members/index.ts";
import { usedOf } from "./gates.ts";
import { readLimits } from "./read-limits.ts";
import { type RoomView, roomLimits } from "./schemas.ts";
import { isLimited } from "./spans.ts";

/** Who is told how full it is: whoever may add something. */
const tellers = {
  members: "members.manage",
  numbers: "numbers.manage",
  destinations: "destinations.manage",
  subscriptions: "subscriptions.own",
  exportsPerMonth: "data.export",
} as const satisfies Record<(typeof roomLimits)[number], Permission>;

/** How much room the plan has for what the reader may add, and how many days it keeps. */
export function readRoom(workspaceId: string, may: (permission: Permission) => boolean): Promise<RoomView> {
  return inTenant(workspaceId, async (tx) => {
    const standing = await readLimits(tx, workspaceId);
    const { plan, access, sold, limits } = standing;
    const room: RoomView["room"] = {};
    for (const limit of roomLimits) {
      if (!may(tellers[limit])) continue;
      const { value, from } = limits[limit];
      room[limit] = { used: (await usedOf(tx, workspaceId, limit)) ?? 0, value, from };
    }
    const daysOf = (name: "eventsKeptDays" | "auditKeptDays" | "replayDays") =>
      isLimited(standing, name) ? limits[name].value : null;
    return {
      ...{ plan, access, sold, room },
      days: {
        events: daysOf("eventsKeptDays"),
        audit: daysOf("auditKeptDays"),
        replay: daysOf("replayDays"),
      },
    };
  });
}
