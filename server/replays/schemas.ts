import { z } from "zod";
import type { replayStates } from "#db/schema/deliveries.ts";
import { destinationLimits } from "#server/destinations/schemas.ts";

export const replayLimits = { events: 1_000, runningPerWorkspace: 10 } as const;

/** Messages are keys of `errors.`. */
export const replaySelectionSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("events"),
    eventIds: z.array(z.uuid()).min(1, "replay.nothing").max(replayLimits.events, "replay.too_many_events"),
  }),
  z.object({ kind: z.literal("states"), states: z.array(z.enum(["dead", "blocked", "cancelled"])).min(1) }),
  /** Everything that arrived since this instant and that the destination's filter lets through. */
  z.object({ kind: z.literal("since"), since: z.iso.datetime({ offset: true }) }),
]);
export type ReplaySelectionInput = z.output<typeof replaySelectionSchema>;

export const countReplaySchema = z.object({ destinationId: z.uuid(), selection: replaySelectionSchema });
export type CountReplayInput = z.output<typeof countReplaySchema>;

export const startReplaySchema = countReplaySchema.extend({
  ratePerSecond: z.int().min(1).max(destinationLimits.maxRatePerSecond).default(50),
});
export type StartReplayInput = z.output<typeof startReplaySchema>;

export const replayInput = z.object({ replayId: z.uuid() });
export const changeReplaySchema = replayInput.extend({ action: z.enum(["pause", "resume", "cancel"]) });
export type ChangeReplayInput = z.output<typeof changeReplaySchema>;

export const listReplaysSchema = z.object({ destinationId: z.uuid() });

/** A dry run. Not `exact` where so many events would have to be read that counting ended early: then it is at least so many. */
export type ReplayCount = { total: number; exact: boolean };

/** Instants are ISO 8601. */
export type ReplayView = {
  id: string;
  destinationId: string;
  kind: ReplaySelectionInput["kind"];
  state: (typeof replayStates)[number];
  ratePerSecond: number;
  total: number;
  /** Deliveries made of it so far, and how those ended. */
  made: number;
  delivered: number;
  failed: number;
  createdBy: string | null;
  createdAt: string;
  endedAt: string | null;
};
