import { eq, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { requestMinutes, type StoredMinute, workspaces } from "#db/schema/index.ts";
import { GroupCommit } from "#server/core/group-commit.ts";
import { singleton } from "#server/core/singleton.ts";
import { nudge } from "#server/live/index.ts";
import { type EffectiveLimit, readLimits } from "#server/plans/index.ts";
import { countCallers } from "#server/usage/index.ts";
import { type Ask, type Decided, type Decision, decide } from "./decide.ts";
import { emptyMinute, minuteOf, storedOf } from "./stored.ts";

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
  limitOf?: (tx: Transaction, workspaceId: string) => Promise<EffectiveLimit>;
};

const maxWorkspaces = 10_000;
/** Screens are told of the minute this often at most. */
const nudgeEveryMs = 2_000;
/** A lane that was told to wait is told so again without asking the database; a bigger plan is seen after this. */
const rememberedMs = 1_000;

const planLimit = async (tx: Transaction, workspaceId: string) =>
  (await readLimits(tx, workspaceId)).limits.requestsPerMinute;

type Locked = { minute: StoredMinute; nowMs: number };

/**
 * Holds the workspace's minute until commit. The clock is read after the lock was had, whatever the wait: `materialized`
 * makes sure of that.
 */
async function lockMinute(tx: Transaction, workspaceId: string): Promise<Locked> {
  const find = async (): Promise<Locked | undefined> => {
    const [row] = await tx.execute<{ minute: StoredMinute; now_ms: string }>(sql`
      with held as materialized (
        select minute from request_minutes where workspace_id = ${workspaceId} for update)
      select minute, floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms from held`);
    return row && { minute: row.minute, nowMs: Number(row.now_ms) };
  };
  const known = await find();
  if (known) return known;
  await tx.insert(requestMinutes).values({ workspaceId, minute: emptyMinute }).onConflictDoNothing();
  const made = await find();
  if (!made) throw new Error("A minute went away while it was made.");
  return made;
}

/** Works on the workspace's minute, one process at a time. A crash may forget the last calls: nobody waits for the disk. */
function inMinute<T>(
  workspaceId: string,
  limitOf: (tx: Transaction, workspaceId: string) => Promise<EffectiveLimit>,
  work: (tx: Transaction, locked: Locked, limit: EffectiveLimit) => Promise<T>,
): Promise<T> {
  return systemDb().transaction(async (tx) => {
    const [limit, locked] = await Promise.all([
      limitOf(tx, workspaceId),
      lockMinute(tx, workspaceId),
      tx.execute(sql`set local synchronous_commit = off`),
    ]);
    return work(tx, locked, limit);
  });
}

async function save(
  tx: Transaction,
  workspaceId: string,
  { minute, nowMs }: Pick<Decided, "minute" | "nowMs">,
  nudgedAtMs: number,
): Promise<void> {
  const nudges = nowMs - nudgedAtMs >= nudgeEveryMs;
  const stored = storedOf(minute, nudges ? nowMs : nudgedAtMs);
  await Promise.all([
    tx.update(requestMinutes).set({ minute: stored }).where(eq(requestMinutes.workspaceId, workspaceId)),
    ...(nudges ? [nudge(tx, workspaceId, "budget")] : []),
  ]);
}

async function slugOf(tx: Transaction, workspaceId: string): Promise<string> {
  const [row] = await tx
    .select({ slug: workspaces.slug })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return row?.slug ?? "";
}

type Refused = { verdict: Refusal; atMs: number };

/**
 * The requests a minute of each workspace, exact in all processes: everybody's last calls stand in one row, which is
 * judged under its lock by the database's clock. Who asks while a transaction is under way shares the next one.
 */
export class Limiter {
  private readonly windowMs: number;
  private readonly limitOf: (tx: Transaction, workspaceId: string) => Promise<EffectiveLimit>;
  private readonly groups = new Map<string, GroupCommit<Ask, Verdict>>();
  private readonly refused = new Map<string, Refused>();

  constructor({ windowMs = 60_000, limitOf = planLimit }: LimiterOptions = {}) {
    this.windowMs = windowMs;
    this.limitOf = limitOf;
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
    await inMinute(workspaceId, this.limitOf, async (tx, { minute, nowMs }) => {
      const { taken, claims } = minuteOf(minute);
      const index = taken.findIndex((one) => one.lane === lane && one.atMs === atMs);
      if (index === -1) return;
      await save(tx, workspaceId, { minute: { taken: taken.toSpliced(index, 1), claims }, nowMs }, nowMs);
    });
  }

  /** How the minute stands; takes no place, and waits for nobody. */
  async look(workspaceId: string): Promise<MinuteStatus> {
    const [row] = await systemDb()
      .select({
        minute: requestMinutes.minute,
        nowMs: sql`extract(epoch from clock_timestamp()) * 1000`.mapWith(Number),
      })
      .from(requestMinutes)
      .where(eq(requestMinutes.workspaceId, workspaceId));
    const limit = await systemDb().transaction((tx) => this.limitOf(tx, workspaceId));
    const rules = { limit: limit.value, windowMs: this.windowMs };
    const { remaining, resetMs } = decide(
      minuteOf(row?.minute ?? emptyMinute),
      [],
      rules,
      Math.floor(row?.nowMs ?? 0),
    );
    return { limit, windowMs: this.windowMs, remaining, resetMs };
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

  private decideTogether(workspaceId: string, asks: Ask[]): Promise<Verdict[]> {
    return inMinute(workspaceId, this.limitOf, async (tx, { minute, nowMs }, limit) => {
      const rules = { limit: limit.value, windowMs: this.windowMs };
      const decided = decide(minuteOf(minute), asks, rules, nowMs);
      const { remaining, resetMs, decisions } = decided;
      const passed = asks.filter((_, index) => decisions[index]?.allowed).map(({ lane }) => lane);
      await Promise.all([
        save(tx, workspaceId, decided, minute.nudgedAtMs),
        ...(passed.length > 0 ? [countCallers(tx, workspaceId, passed)] : []),
      ]);
      const status = { limit, windowMs: this.windowMs, remaining, resetMs };
      const slug = decisions.every(({ allowed }) => allowed) ? "" : await slugOf(tx, workspaceId);
      return decisions.map((decision) =>
        decision.allowed ? { ...decision, status } : { ...decision, status, slug },
      );
    });
  }
}

/** The one of this process. */
export const limiter = (): Limiter => singleton("limiter", () => new Limiter());
