import { GroupCommit } from "#server/core/group-commit.ts";
import { singleton } from "#server/core/singleton.ts";
import { nudgeNow } from "#server/live/index.ts";
import type { EffectiveLimit } from "#server/plans/index.ts";
import { countCallers } from "#server/usage/index.ts";
import { type Ask, type Decision, decide } from "./decide.ts";
import { KnownLimits, planLimit, slugOf } from "./known-limits.ts";
import { Minutes } from "./minutes.ts";
import type { MinuteStore } from "./store.ts";

/** How a workspace's minute stands. */
export type MinuteStatus = {
  limit: EffectiveLimit;
  windowMs: number;
  remaining: number;
  /** In how long there is more than `remaining`. */
  resetMs: number;
};
/** `slug` is the address of the workspace's pages, for telling the refused where to get more. */
type Verdict = { status: MinuteStatus } & (
  | Extract<Decision, { allowed: true }>
  | (Extract<Decision, { allowed: false }> & { slug: string })
);
export type Refusal = Extract<Verdict, { allowed: false }>;

type LimiterOptions = {
  /** Tests have shorter minutes. */
  windowMs?: number;
  limitOf?: (workspaceId: string) => Promise<EffectiveLimit>;
  /** The Redis of this process unless told. */
  redis?: () => MinuteStore | null;
};

const maxWorkspaces = 10_000;
/** Screens are told of the minute this often at most. */
const nudgeEveryMs = 2_000;
/** A lane that was told to wait is told so again without asking anybody. */
const rememberedMs = 1_000;

type Refused = { verdict: Refusal; atMs: number };

/**
 * The requests a minute of each workspace, exact in all processes: everybody's last calls stand in one place, which is
 * judged by its store's clock and changed only as it was judged. Who asks while that is under way shares the next one.
 */
export class Limiter {
  private readonly windowMs: number;
  private readonly limits: KnownLimits;
  private readonly minutes: Minutes;
  private readonly groups = new Map<string, GroupCommit<Ask, Verdict>>();
  private readonly refused = new Map<string, Refused>();

  constructor({ windowMs = 60_000, limitOf = planLimit, redis }: LimiterOptions = {}) {
    this.windowMs = windowMs;
    this.limits = new KnownLimits(limitOf);
    this.minutes = new Minutes({ windowMs, redis });
  }

  /** Takes a place of the workspace's minute, or says when there will be one. */
  async ask(workspaceId: string, ask: Ask): Promise<Verdict> {
    const key = `${workspaceId} ${ask.lane} ${ask.class}`;
    const known = this.refused.get(key);
    const ageMs = known ? performance.now() - known.atMs : 0;
    if (known && ageMs < Math.min(rememberedMs, known.verdict.retryAfterMs)) {
      return { ...known.verdict, retryAfterMs: Math.ceil(known.verdict.retryAfterMs - ageMs) };
    }
    this.refused.delete(key);
    const verdict = await this.groupOf(workspaceId).add(ask);
    if (!verdict.allowed) {
      if (this.refused.size >= maxWorkspaces) this.refused.clear();
      this.refused.set(key, { verdict, atMs: performance.now() });
    }
    return verdict;
  }

  /** Gives a place back for a call that was not made. */
  async giveBack(workspaceId: string, lane: string, atMs: number): Promise<void> {
    const nothing = () => Promise.resolve();
    await this.minutes.change(workspaceId, nothing, ({ taken, claims }, { minute: { nudgedAtMs } }) => {
      const index = taken.findIndex((one) => one.lane === lane && one.atMs === atMs);
      const left = index === -1 ? taken : taken.toSpliced(index, 1);
      return { minute: { taken: left, claims }, nudgedAtMs, result: undefined };
    });
  }

  /** How the minute stands; takes no place, and waits for nobody. */
  async look(workspaceId: string): Promise<MinuteStatus> {
    const [{ minute, nowMs }, limit] = await Promise.all([
      this.minutes.look(workspaceId),
      this.limits.readAnew(workspaceId),
    ]);
    const { remaining, resetMs } = decide(minute, [], this.rules(limit), nowMs);
    return { limit, windowMs: this.windowMs, remaining, resetMs };
  }

  private rules(limit: EffectiveLimit) {
    return { limit: limit.value, windowMs: this.windowMs };
  }

  private groupOf(workspaceId: string): GroupCommit<Ask, Verdict> {
    const known = this.groups.get(workspaceId);
    if (known) return known;
    if (this.groups.size >= maxWorkspaces) this.groups.clear();
    const group = new GroupCommit<Ask, Verdict>({
      write: (asks) => this.decideTogether(workspaceId, asks),
      sizeOf: () => 1,
      mayBeOneItemsFault: () => false,
      ...{ maxWaitMs: 10_000, maxWriteMs: 10_000 },
    });
    this.groups.set(workspaceId, group);
    return group;
  }

  private async decideTogether(workspaceId: string, asks: Ask[]): Promise<Verdict[]> {
    const limitNow = () => this.limits.get(workspaceId);
    const { decided, limit, nudges } = await this.minutes.change(
      workspaceId,
      limitNow,
      (before, held, limit) => {
        const decided = decide(before, asks, this.rules(limit), held.nowMs);
        const nudges = decided.nowMs - held.minute.nudgedAtMs >= nudgeEveryMs;
        const nudgedAtMs = nudges ? decided.nowMs : held.minute.nudgedAtMs;
        return { minute: decided.minute, nudgedAtMs, result: { decided, limit, nudges } };
      },
    );
    const { decisions, remaining, resetMs, nowMs } = decided;
    if (nudges) nudgeNow(workspaceId, "budget");
    const passed = asks.filter((_, index) => decisions[index]?.allowed).map(({ lane }) => lane);
    countCallers(workspaceId, passed, nowMs);
    const status = { limit, windowMs: this.windowMs, remaining, resetMs };
    const slug = passed.length === asks.length ? "" : await slugOf(workspaceId);
    return decisions.map((decision) =>
      decision.allowed ? { ...decision, status } : { ...decision, status, slug },
    );
  }
}

/** The one of this process. */
export const limiter = (): Limiter => singleton("limiter", () => new Limiter());
