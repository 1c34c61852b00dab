/**
 * How the requests a minute of the workspace's MoltFlow account stand, which workspaces with the same account share; or
 * those of its own plan, where that allows fewer.
 */
export type BudgetView = {
  perMinute: number;
  /** Whose limit `perMinute` is; `used` and `left` are of the same. Programs' calls count for our plan only. */
  limitedBy: "moltflow" | "plan" | "operator";
  /** `plan`: MoltFlow told the plan. `unknown`: it did not, so the smallest plan's limit is assumed. */
  knownFrom: "plan" | "unknown";
  plan: string | null;
  /** Within the last minute, never more than `perMinute`. */
  used: number;
  left: number;
  /** Of the used ones, those that other programs made with the same account. */
  foreign: number;
  /** Why calls wait: MoltFlow refused one, or the minute is used up; null when none has to. */
  reason: "paused" | "full" | "queued" | null;
  /** ISO 8601. */
  pausedUntil: string | null;
  queue: { send: number; read: number; sync: number; bulk: number };
  waiting: number;
  /** The reader's next call in line: calls before it, and when it goes (ISO 8601; null when nobody can say). */
  mine: { ahead: number; at: string | null } | null;
  readAt: string;
  /** When to read it again though no topic `budget` was heard (ISO 8601); null: not before. */
  changesAt: string | null;
};
