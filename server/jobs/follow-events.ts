import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { followAll } from "#server/live/index.ts";
import { FairTurns, type FairTurnsOptions } from "./fair-turns.ts";

export type EventFollowerOptions = FairTurnsOptions & {
  /** Workspaces with events that their turns have not come to yet. */
  findBehind: () => Promise<string[]>;
};

/** Work that goes on; `stop` begins none any more and waits for what is under way. */
export type EventFollower = { stop: () => Promise<void> };

/**
 * Works through events as they are accepted, for every workspace in turn. Woken by the nudge that accepting them sends
 * anyway; under it lies a sweep, at the start and whenever a nudge may have been missed.
 */
export function followEvents({ findBehind, ...options }: EventFollowerOptions): EventFollower {
  const turns = new FairTurns(options);
  const sweep = async () => {
    for (const workspaceId of await findBehind()) turns.want(workspaceId);
  };
  const sweepSoon = () =>
    sweep().catch((error: unknown) => {
      const fields = { work: options.work, err: messageOf(error) };
      log().warn(fields, "cannot look for events that wait; it looks again soon");
    });
  const unfollow = followAll((workspaceId, topic) => {
    if (workspaceId === null) void sweepSoon();
    else if (topic === "events") turns.want(workspaceId);
  });
  void sweepSoon();
  return {
    stop: () => {
      unfollow();
      return turns.stop();
    },
  };
}
