import type { StoredMinute } from "#db/schema/index.ts";
import type { Minute } from "./decide.ts";

export const emptyMinute: StoredMinute = { lanes: [], taken: [], claims: [], nudgedAtMs: 0 };

export function minuteOf({ lanes, taken, claims }: StoredMinute): Minute {
  const name = (lane: number) => lanes[lane] ?? "";
  return {
    taken: taken.map(([atMs, lane, own]) => ({ atMs, lane: name(lane), own: own === 1 })),
    claims: claims.map(([lane, sinceMs, dueMs, untilMs, own]) => ({
      ...{ lane: name(lane), sinceMs, dueMs, untilMs, own: own === 1 },
    })),
  };
}

type Marks = Pick<StoredMinute, "nudgedAtMs" | "awayUntilMs">;

export function storedOf({ taken, claims }: Minute, { nudgedAtMs, awayUntilMs }: Marks): StoredMinute {
  const lanes = [...new Set([...taken, ...claims].map(({ lane }) => lane))];
  const places = new Map(lanes.map((lane, index) => [lane, index]));
  const placeOf = (lane: string) => places.get(lane) ?? 0;
  const flag = (own: boolean) => (own ? 1 : 0);
  return {
    lanes,
    taken: taken.map(({ atMs, lane, own }) => [atMs, placeOf(lane), flag(own)]),
    claims: claims.map(({ lane, sinceMs, dueMs, untilMs, own }) => [
      ...([placeOf(lane), sinceMs, dueMs, untilMs, flag(own)] as const),
    ]),
    nudgedAtMs,
    ...(awayUntilMs !== undefined && { awayUntilMs }),
  };
}
