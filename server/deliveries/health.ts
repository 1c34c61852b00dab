/** How far a destination is from being disabled, by how long and how often it has failed without a success. */
export type Illness = { failingSinceMs: number | null; deadInRow: number };

const longestFailingMs = 5 * 24 * 60 * 60_000;
const mostDeadInRow = 20;

/** The stages at which people are told, in percent; at the last one it is disabled. */
export const alertStages = [50, 70, 90, 100] as const;
export type AlertStage = (typeof alertStages)[number];

/** From when on time alone may have brought a destination to the first stage. */
export const firstStageMs = (longestFailingMs * alertStages[0]) / 100;

/** The highest stage that has been reached; 0 for none. */
export function stageOf({ failingSinceMs, deadInRow }: Illness, nowMs: number): AlertStage | 0 {
  const byTime = failingSinceMs === null ? 0 : (nowMs - failingSinceMs) / longestFailingMs;
  const percent = 100 * Math.max(byTime, deadInRow / mostDeadInRow);
  return alertStages.findLast((stage) => percent >= stage) ?? 0;
}

/** Why it is disabled at the last stage. */
export const reasonOf = ({ deadInRow }: Illness): "dead_in_row" | "failing" =>
  deadInRow >= mostDeadInRow ? "dead_in_row" : "failing";
