import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "#server/core/errors.ts";
import { GroupCommit } from "#server/core/group-commit.ts";
import { log } from "#server/core/log.ts";
import { type Finished, finishDeliveries } from "./finish.ts";
import type { Result } from "./result.ts";

/** Nobody waits for a result to be written but the next delivery to the same place; together they cost a fraction. */
const everyMs = 15;
const tryAgainMs = 500;
const maxWriteMs = 10_000;
/** Never refused for waiting: each holds one of the process's slots, which bounds them. */
const maxWaitMs = 120_000;

/** Errors of a row (class 22 and 23) may be one delivery's; everything else is the database's. */
const isRowsFault = (error: unknown) =>
  error instanceof Error && "code" in error && /^2[23]/.test(String(error.code));

/** Results on their way into the database, in batches of whatever came while the last one was written. */
export class FinishQueue {
  readonly #commit: GroupCommit<Result, boolean>;

  /** @param told hears of each batch after its commit */
  constructor(told: (finished: Finished) => void) {
    this.#commit = new GroupCommit<Result, boolean>({
      write: async (results) => {
        const finished = await finishDeliveries(results).catch((error: unknown) => {
          log().warn(
            { err: messageOf(error), count: results.length },
            "results of deliveries are not stored yet",
          );
          throw error;
        });
        told(finished);
        return finished.ours;
      },
      sizeOf: (result) => 512 + (result.kind === "attempted" ? result.outcome.body.length : 0),
      mayBeOneItemsFault: isRowsFault,
      ...{ everyMs, maxWriteMs, maxWaitMs },
    });
  }

  /**
   * Resolves when the result is committed, with whether the delivery was still ours; with false when it could not be
   * written before its lease ended: then it is attempted again, under the same id.
   */
  async finish(result: Result, leaseEndsMs: number): Promise<boolean> {
    for (;;) {
      try {
        return await this.#commit.add(result);
      } catch (error) {
        if (performance.now() + tryAgainMs > leaseEndsMs) {
          const { id: deliveryId } = result.claimed;
          log().error({ err: messageOf(error), deliveryId }, "a delivery's result is lost; it is sent again");
          return false;
        }
        await pause(tryAgainMs);
      }
    }
  }
}
