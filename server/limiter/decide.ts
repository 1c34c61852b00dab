import type { BudgetClass } from "#server/moltflow/index.ts";

/** A call of a program, or one to MoltFlow for a person or for Moltdesk itself. */
export type AskClass = "program" | BudgetClass;

/** Somebody who wants a place of the minute now. */
export type Ask = {
  /** The member, the token, or the workspace for what Moltdesk does by itself. */
  lane: string;
  class: AskClass;
  /** How long after its time a place is kept for them. */
  graceMs: number;
};

/** Instants are epoch milliseconds. `own` is Moltdesk's own work, which goes after people and programs. */
export type Taken = { atMs: number; lane: string; own: boolean };
/** A lane that was refused: nobody who came later goes before it from `dueMs` until `untilMs`. */
export type Claim = { lane: string; own: boolean; sinceMs: number; dueMs: number; untilMs: number };
/** Both in the order in which they came. */
export type Minute = { taken: readonly Taken[]; claims: readonly Claim[] };
export type Rules = { limit: number; windowMs: number };

/**
 * `share`: there is a place, but it is the turn of others, who were refused before. `minute`: there is none.
 * `retryAfterMs` is at most a window.
 */
export type Decision =
  | { allowed: true; atMs: number }
  | { allowed: false; because: "share" | "minute"; retryAfterMs: number };

const classes: readonly AskClass[] = ["program", "send", "read", "sync", "bulk"];

const isOwn = ({ class: of }: Pick<Ask, "class">): boolean => of === "sync" || of === "bulk";
const keyOf = ({ lane, own }: { lane: string; own: boolean }): string => `${own ? "own " : ""}${lane}`;

/** What looking and Moltdesk's own work leave for what people and programs do. */
const kept = (limit: number): number => Math.min(Math.ceil(limit / 10), limit - 1);
/** Even, so that own work leaves the minute call by call, and a person who comes late waits for one of them only. */
const paceMs = ({ limit, windowMs }: Rules): number => Math.ceil(windowMs / Math.max(1, limit - kept(limit)));

/** One look at a minute, with what was decided in it so far. */
class Look {
  readonly nowMs: number;
  readonly taken: Taken[];
  claims: Claim[];
  private readonly rules: Rules;
  private readonly lastTurns = new Map<string, number>();
  private readonly present: ReadonlySet<string>;

  constructor(minute: Minute, asks: readonly Ask[], rules: Rules, clockMs: number) {
    this.rules = rules;
    // A clock that was set back must not make calls older than they are.
    this.nowMs = Math.max(clockMs, minute.taken.at(-1)?.atMs ?? clockMs);
    this.taken = minute.taken.filter(({ atMs }) => atMs + rules.windowMs >= this.nowMs);
    this.claims = minute.claims.filter(({ untilMs }) => untilMs >= this.nowMs);
    this.taken.forEach((taken, index) => {
      this.lastTurns.set(keyOf(taken), index);
    });
    this.present = new Set(asks.map((ask) => keyOf({ lane: ask.lane, own: isOwn(ask) })));
  }

  /** Who goes before whom: smaller first, part by part. */
  rankOf(ask: Ask): number[] {
    const key = keyOf({ lane: ask.lane, own: isOwn(ask) });
    const place = this.claims.findIndex((claim) => keyOf(claim) === key);
    return [
      isOwn(ask) && !this.isAged(this.claims[place]) ? 1 : 0,
      place === -1 ? this.claims.length : place,
      this.lastTurns.get(key) ?? -1,
      classes.indexOf(ask.class),
    ];
  }

  take({ lane, class: of }: Ask): Decision {
    const taken = { atMs: this.nowMs, lane, own: isOwn({ class: of }) };
    this.lastTurns.set(keyOf(taken), this.taken.push(taken) - 1);
    this.claims = this.claims.filter((claim) => keyOf(claim) !== keyOf(taken));
    return { allowed: true, atMs: this.nowMs };
  }

  hasRoom(ask: Ask): boolean {
    const room = this.rules.limit - this.taken.length - this.leavesFor(ask);
    return room > this.ahead(ask).length && this.pacedUntilMs(ask) <= this.nowMs;
  }

  /** Gives the lane its place in the line of those who were refused, and says when its turn is. */
  refuse(ask: Ask): Decision {
    const key = keyOf({ lane: ask.lane, own: isOwn(ask) });
    const known = this.claims.find((claim) => keyOf(claim) === key);
    const room = this.rules.limit - this.taken.length - this.leavesFor(ask);
    const dueMs = this.dueMs(ask, room);
    const sinceMs = known?.sinceMs ?? this.nowMs;
    const claim = { lane: ask.lane, own: isOwn(ask), sinceMs, dueMs, untilMs: dueMs + ask.graceMs };
    this.claims = known
      ? this.claims.map((other) => (other === known ? claim : other))
      : [...this.claims, claim];
    const isShare = room > 0 && this.pacedUntilMs(ask) <= this.nowMs;
    return { allowed: false, because: isShare ? "share" : "minute", retryAfterMs: dueMs - this.nowMs };
  }

  /** When a place is free again that `places` others do not take before, if nobody gives up. */
  freeAgainMs(places: number): number {
    const { limit, windowMs } = this.rules;
    const leaving = this.taken.length + places - limit;
    if (leaving <= 0) return this.nowMs;
    const last = this.taken[leaving - 1];
    return last ? last.atMs + windowMs + 1 : this.nowMs + windowMs;
  }

  private dueMs(ask: Ask, room: number): number {
    const before = this.claimsBefore(ask).length + 1;
    const ahead = this.ahead(ask)
      .map(({ untilMs }) => untilMs + 1)
      .toSorted((a, b) => a - b);
    // Those whose turn it is may not come at all.
    const givenUpMs = ahead[ahead.length - room] ?? Number.POSITIVE_INFINITY;
    const freeMs = this.freeAgainMs(before + this.leavesFor(ask));
    const dueMs = Math.max(room > 0 ? Math.min(freeMs, givenUpMs) : freeMs, this.pacedUntilMs(ask));
    return Math.min(Math.max(dueMs, this.nowMs + 1), this.nowMs + this.rules.windowMs);
  }

  /** Own work that has waited for a whole window is as urgent as anybody's. */
  private isAged(claim: Claim | undefined): boolean {
    return claim !== undefined && this.nowMs - claim.sinceMs >= this.rules.windowMs;
  }

  private claimOf(ask: Ask): Claim | undefined {
    const key = keyOf({ lane: ask.lane, own: isOwn(ask) });
    return this.claims.find((claim) => keyOf(claim) === key);
  }

  private claimsBefore(ask: Ask): Claim[] {
    const own = this.claimOf(ask);
    const before = own ? this.claims.slice(0, this.claims.indexOf(own)) : this.claims;
    return before.filter((claim) => !claim.own || this.isAged(claim));
  }

  /** Those whose turn it is before this one's, and who are not here. Whoever is here has been asked already. */
  private ahead(ask: Ask): Claim[] {
    return this.claimsBefore(ask).filter(
      (claim) => claim.dueMs <= this.nowMs && !this.present.has(keyOf(claim)),
    );
  }

  private leavesFor(ask: Ask): number {
    const leaves = isOwn(ask) || ask.class === "read";
    return leaves && !this.isAged(this.claimOf(ask)) ? kept(this.rules.limit) : 0;
  }

  private pacedUntilMs(ask: Ask): number {
    if (!isOwn(ask) || this.isAged(this.claimOf(ask))) return this.nowMs;
    const last = this.taken.findLast(({ own }) => own);
    return last ? last.atMs + paceMs(this.rules) : this.nowMs;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function firstOf(look: Look, asks: readonly Ask[], waiting: readonly number[]): number {
  const ranked = waiting.map((index) => ({ index, rank: look.rankOf(asks[index] as Ask) }));
  return ranked.reduce((best, other) => (compare(other.rank, best.rank) < 0 ? other : best)).index;
}

export type Decided = {
  minute: Minute;
  /** One an ask, in their order. */
  decisions: Decision[];
  nowMs: number;
  remaining: number;
  /** In how long there is more than `remaining`; 0 when all is free. */
  resetMs: number;
};

/**
 * Decides on everybody who asks at once. No window ever has more than `limit` calls; a place that is free is given to
 * whoever asks, unless it is the turn of a lane that was refused before, and then it is kept for a moment. Between
 * lanes with the same claim, whoever's last turn is longest ago goes first.
 */
export function decide(minute: Minute, asks: readonly Ask[], rules: Rules, clockMs: number): Decided {
  const look = new Look(minute, asks, rules, clockMs);
  const decisions = new Map<number, Decision>();
  const refused: number[] = [];
  let waiting = asks.map((_, index) => index);
  while (waiting.length > 0) {
    const first = firstOf(look, asks, waiting);
    const ask = asks[first] as Ask;
    waiting = waiting.filter((index) => index !== first);
    if (look.hasRoom(ask)) decisions.set(first, look.take(ask));
    else refused.push(first);
  }
  for (const index of refused) decisions.set(index, look.refuse(asks[index] as Ask));
  const { taken, claims, nowMs } = look;
  const remaining = Math.max(0, rules.limit - taken.length);
  const oldest = taken[0];
  const moreMs = remaining === 0 ? look.freeAgainMs(1) : oldest ? oldest.atMs + rules.windowMs + 1 : nowMs;
  return {
    minute: { taken, claims },
    decisions: asks.map((_, index) => decisions.get(index) as Decision),
    ...{ nowMs, remaining, resetMs: moreMs - nowMs },
  };
}
