import type { LeakTestResult } from "#db/schema/data.ts";

export type { LeakTestResult } from "#db/schema/data.ts";

/** One run of the leak test. Instants are ISO 8601. */
export type LeakReport = {
  id: string;
  startedAt: string;
  finishedAt: string;
  /** Null when whoever ran it has left. */
  startedBy: { name: string | null; email: string } | null;
  results: LeakTestResult[];
};

/** The newest finished run, and whether one goes on at this moment. */
export type LeakTestState = { report: LeakReport | null; running: boolean };

export const hasPassed = ({ results }: Pick<LeakReport, "results">): boolean =>
  results.every(({ passed }) => passed);
