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
/**
 * Whoever has deliveries under way waits so long after a claim for the next one: a workspace that never ends takes many
 * at once instead of keeping the database busy with each, and one that comes anew is claimed at once.
 */
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

/** A delivery that is under way, and until when it is surely ours, on the clock of `performance.now()`. */
type Held = { claimed: Claimed; leaseEndsMs: number };

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
  #claimedMs = Number.NEGATIVE_INFINITY;

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
    const isNew = workspaceId === null || !this.#slots.isHeldBy(workspaceId);
    this.#bell.ringIn(isNew ? 0 : this.#restLeftMs());
  }

  #restLeftMs(): number {
    return this.#claimedMs + restMs - performance.now();
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
    this.#claimedMs = performance.now();
    const leaseEndsMs = this.#claimedMs + leaseMs - leaseMarginMs;
    const { batches, turns, nextMs } = await within(claimLimitMs, claimDeliveries(room));
    this.#claimedMs = performance.now();
    this.#launch(batches, leaseEndsMs);
    metrics().deliveryBacklogSeconds.set(Math.max(0, -(nextMs ?? 0)) / 1000);
    this.#sweepHealth();
    // Whether somebody did not have a turn at all is seen at once.
    if (turns === turnsAtOnce) return 0;
    return Math.min(Math.max(nextMs ?? sweepMs, turns > 0 ? restMs : 1), sweepMs);
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
    for (const { inLine, deliveries, workspaceId } of batches) {
      this.#slots.take(workspaceId, deliveries.length);
      const held = deliveries.map((one): Held => ({ claimed: one, leaseEndsMs }));
      for (const one of held) this.#held.add(one);
      if (inLine) this.#track(this.#sendInLine(held, material));
      else for (const one of held) this.#track(this.#sendOne(one, material));
    }
    metrics().deliveriesInFlight.set(this.#held.size);
  }

  async #sendOne(held: Held, material: Promise<MaterialOf>): Promise<Result> {
    const { claimed } = held;
    if (claimed.waitMs > 0) await pause(claimed.waitMs);
    const result = await attemptDelivery(claimed, async () => (await material)(claimed), this.#rules);
    await this.#finish(held, result);
    return result;
  }

  /** One strictly after the other; what follows one that was not taken is given back. */
  async #sendInLine(line: readonly Held[], material: Promise<MaterialOf>): Promise<void> {
    const waiting = [...line];
    const finishing: Promise<void>[] = [];
    for (let held = waiting.shift(); held; held = waiting.shift()) {
      if (this.#isStopping || performance.now() + this.#rules.timeoutMs > held.leaseEndsMs) {
        waiting.unshift(held);
        break;
      }
      const { claimed } = held;
      if (claimed.waitMs > 0) await pause(claimed.waitMs);
      const result = await attemptDelivery(claimed, async () => (await material)(claimed), this.#rules);
      finishing.push(this.#finish(held, result));
      if (result.kind === "given_back" || result.verdict.healthy === false) break;
    }
    await Promise.all([...finishing, ...waiting.map((held) => this.#finish(held, giveBack(held)))]);
  }

  async #finish(held: Held, result: Result): Promise<void> {
    if (!this.#held.delete(held)) return;
    try {
      await this.#finishes.finish(result, held.leaseEndsMs);
    } finally {
      if (this.#slots.giveBack(held.claimed.workspaceId)) this.#bell.ringIn(this.#restLeftMs());
      metrics().deliveriesInFlight.set(this.#held.size);
    }
  }

  #hearFinished({ turns, nextMs }: Finished): void {
    if (nextMs !== null) this.#bell.ringIn(Math.max(nextMs, this.#restLeftMs()));
    for (const { turn, verdicts, nowMs } of turns) {
      this.#nudges.add(turn.workspaceId);
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
