import type { LeakTestResult } from "#server/walls/schemas.ts";

type Origin = LeakTestResult["origin"];

/** `unproven`: it went wrong, so nobody knows. From bad to good. */
const verdicts = ["leaked", "unproven", "held"] as const;
export type Verdict = (typeof verdicts)[number];

/** What was tried of one part of Moltdesk with the ids of one side. */
export type ResultGroup = { area: string; results: LeakTestResult[]; verdict: Verdict };

export function verdictOf({ passed, answer }: Pick<LeakTestResult, "passed" | "answer">): Verdict {
  if (passed) return "held";
  return answer.startsWith("failed.") ? "unproven" : "leaked";
}

const badness = (result: LeakTestResult) => verdicts.indexOf(verdictOf(result));

const origins = ["outside_allowlist", "other_workspace"] as const satisfies readonly Origin[];

/** Results by whose ids they used and by part, in the order in which they were tried. */
export function groupsOf(results: readonly LeakTestResult[]): { origin: Origin; groups: ResultGroup[] }[] {
  return origins.map((origin) => {
    const own = results.filter((result) => result.origin === origin);
    const byArea = Map.groupBy(own, ({ path }) => path.split(".")[0] ?? path);
    const groups = [...byArea].map(([area, inArea]) => {
      // What went wrong is what people look for.
      const sorted = inArea.toSorted((a, b) => badness(a) - badness(b));
      return { area, results: sorted, verdict: sorted[0] ? verdictOf(sorted[0]) : "held" };
    });
    return { origin, groups };
  });
}
