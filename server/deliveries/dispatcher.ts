import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { metrics } from "#server/core/metrics.ts";
import { within } from "#server/core/within.ts";
import { followAll } from "#server/live/index.ts";
import { loopbackAllowed } from "#server/net/index.ts";
import { type AttemptRules, attemptDelivery } from "./attempt.ts";
import { Bell } from "./bell.ts";
import { type Claimed, type ClaimedBatch, claimDeliveries, leaseMs, turnsAtOnce } from "./claim.ts";
import type { Finished } from "./finish.ts";
import { FinishQueue } from "./finish-queue.ts";
import { lookAtHealth, lookAtSilent } from "./look-at-health.ts";
import { loadMaterial, type MaterialOf } from "./material.ts";
import { NudgeLater } from "./nudge-later.ts";
import type { Result } from "./result.ts";
import { Slots } from "./slots.ts";

export type DispatcherOptions = {
  /** Deliveries under way at once in this process. */
  slots?: number;
  timeoutMs?: number;
  allowLoopback?: boolean;
  /** How long running attempts may take when it stops. */
  goodbyeMs?: number;
};

export type RunningDispatcher = {
  /** Takes no more, lets running attempts end, and gives back what did not. */
  stop(): Promise<void>;
};

const defaultSlots = 256;
const defaultTimeoutMs = 15_000;
const defaultGoodbyeMs = 15_000;
/** What is due right after a claim that served somebody waits so long, unless somebody asks for it. */
const restMs = 10;
/** A nudge may be lost; what is due is looked for this often at least. */
const sweepMs = 10_000;
const healthSweepMs = 60_000;
const troubleMs = 1_000;
/** A database that vanished without a word is noticed then. What it claims all the same is due after its lease. */
const claimLimitMs = 10_000;
/** For giving back what hangs, when it stops. */
const giveBackLimitMs = 3_000;
/** Kept of a lease for writing down what came of it. */
const leaseMarginMs = 5_000;

/** A delivery that is under way: when it may start, and until when it is surely ours, by `performance.now()`. */
type Held = { claimed: Claimed; startsMs: number; leaseEndsMs: number };

/** Starts sending what is due. Several may run over one database. */
export function startDispatcher(options: DispatcherOptions = {}): RunningDispatcher {
  return new Dispatcher(options);
}

class Dispatcher implements RunningDispatcher {
  readonly #rules: AttemptRules;
  readonly #goodbyeMs: number;
  readonly #slots: Slots;
  readonly #bell = new Bell();
  readonly #nudges = new NudgeLater();
  readonly #finishes = new FinishQueue((finished) => this.#hearFinished(finished));
  readonly #held = new Set<Held>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #unfollow: () => void;
  readonly #loop: Promise<void>;
  #isStopping = false;
  #healthDueMs = 0;

  constructor({
    slots = defaultSlots,
    timeoutMs = defaultTimeoutMs,
    allowLoopback = loopbackAllowed(),
    goodbyeMs = defaultGoodbyeMs,
  }: DispatcherOptions) {
    this.#rules = { timeoutMs, allowLoopback };
    this.#goodbyeMs = goodbyeMs;
    this.#slots = new Slots(slots);
    this.#unfollow = followAll((workspaceId, topic) => {
      if (topic === null) this.#bell.ring();
      else if (topic === "deliveries") this.#hear(workspaceId);
    });
    this.#loop = this.#run();
  }

  #hear(workspaceId: string | null): void {
    this.#bell.ringIn(workspaceId === null ? 0 : this.#slots.restLeftMs(workspaceId));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#unfollow();
    this.#bell.ring();
    await this.#loop;
    await atMost(this.#goodbyeMs, this.#settled());
    const givenBack = [...this.#held].map((held) => this.#finish(held, giveBack(held)));
    await atMost(giveBackLimitMs, Promise.all(givenBack));
    await this.#nudges.flush();
  }

  async #settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        const waitMs = await this.#serve();
        if (waitMs > 0) await this.#bell.sleep(waitMs);
      } catch (error) {
        log().warn({ err: messageOf(error) }, "deliveries cannot be claimed; trying again");
        await pause(troubleMs);
      }
    }
  }

  /** @returns for how long there is nothing to do, unless the bell rings */
  async #serve(): Promise<number> {
    const room = this.#slots.room();
    if (room.free === 0) return sweepMs;
    const restedAtMs = performance.now() + (room.nextRestedMs ?? sweepMs);
    const leaseEndsMs = performance.now() + leaseMs - leaseMarginMs;
    const { batches, turns, nextMs } = await within(claimLimitMs, claimDeliveries(room));
    this.#launch(batches, leaseEndsMs);
    metrics().deliveryBacklogSeconds.set(Math.max(0, -(nextMs ?? 0)) / 1000);
    this.#sweepHealth();
    // Whether somebody did not have a turn at all is seen at once.
    if (turns === turnsAtOnce) return 0;
    const dueMs = Math.max(nextMs ?? sweepMs, turns > 0 ? restMs : 1);
    const restLeftMs = Math.max(restedAtMs - performance.now(), 1);
    return Math.min(dueMs, restLeftMs, sweepMs);
  }

  #sweepHealth(): void {
    if (performance.now() < this.#healthDueMs) return;
    this.#healthDueMs = performance.now() + healthSweepMs;
    this.#track(lookAtSilent());
  }

  #launch(batches: ClaimedBatch[], leaseEndsMs: number): void {
    const claimed = batches.flatMap(({ deliveries }) => deliveries);
    if (claimed.length === 0) return;
    const material = loadMaterial(claimed);
    // Each attempt awaits it by itself and tells of the error.
    material.catch(() => undefined);
    for (const batch of batches) {
      this.#slots.take(batch.workspaceId, batch.deliveries.length);
      const held = batch.deliveries.map((one): Held => {
        return { claimed: one, startsMs: performance.now() + one.waitMs, leaseEndsMs };
      });
      for (const one of held) this.#held.add(one);
      this.#track(this.#sendAll(held, batch.lanes, material));
    }
    metrics().deliveriesInFlight.set(this.#held.size);
  }

  /** Sends in so many lanes; what nobody came to is given back. */
  async #sendAll(batch: readonly Held[], lanes: number, material: Promise<MaterialOf>): Promise<void> {
    const waiting = [...batch];
    const finishing: Promise<void>[] = [];
    const runLane = async () => {
      for (let held = this.#next(waiting); held; held = this.#next(waiting)) {
        const result = await this.#send(held, material);
        finishing.push(this.#finish(held, result));
        // Strict order goes on behind what was taken only, and nobody is asked again who has just refused.
        if (result.kind === "given_back" || result.verdict.healthy === false) return;
      }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, batch.length) }, runLane));
    await Promise.all([...finishing, ...waiting.map((held) => this.#finish(held, giveBack(held)))]);
  }

  /** The next of a batch, if it can have ended before its lease. */
  #next(waiting: Held[]): Held | null {
    const [held] = waiting;
    if (!held || this.#isStopping || performance.now() + this.#rules.timeoutMs > held.leaseEndsMs)
      return null;
    waiting.shift();
    return held;
  }

  async #send({ claimed, startsMs }: Held, material: Promise<MaterialOf>): Promise<Result> {
    const waitMs = startsMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    const result = await attemptDelivery(claimed, async () => (await material)(claimed), this.#rules);
    const isTaken = result.kind === "attempted" && result.verdict.healthy === true;
    this.#slots.noteAnswer(claimed.destinationId, isTaken ? result.outcome.durationMs : null);
    return result;
  }

  async #finish(held: Held, result: Result): Promise<void> {
    if (!this.#held.delete(held)) return;
    try {
      await this.#finishes.finish(result, held.leaseEndsMs);
    } finally {
      if (this.#slots.giveBack(held.claimed.workspaceId)) this.#bell.ringIn(restMs);
      metrics().deliveriesInFlight.set(this.#held.size);
    }
  }

  #hearFinished({ turns }: Finished): void {
    const held = Map.groupBy(this.#held, ({ claimed }) => claimed.destinationId);
    for (const { turn, verdicts, nowMs, nextMs } of turns) {
      const { workspaceId, destinationId, ordered, concurrency } = turn;
      // Whoever has no lane free is not claimed for: the last in its lanes says so in its time.
      const hasLane = (held.get(destinationId)?.length ?? 0) < (ordered ? 1 : concurrency);
      if (nextMs !== null && hasLane)
        this.#bell.ringIn(Math.max(nextMs, this.#slots.restLeftMs(workspaceId)));
      this.#nudges.add(workspaceId);
      this.#track(lookAtHealth(turn, verdicts, nowMs));
    }
  }

  #track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => log().error({ err: messageOf(error) }, "deliveries: work failed"))
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }
}

/** Waits for the work, but no longer than this. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const limit = new AbortController();
  await Promise.race([work, pause(ms, undefined, { signal: limit.signal }).catch(() => undefined)]);
  limit.abort();
}

const giveBack = ({ claimed }: Held): Result => ({ kind: "given_back", claimed, dueInMs: 0 });
