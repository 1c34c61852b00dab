const units = [
  { unit: "days", ms: 86_400_000 },
  { unit: "hours", ms: 3_600_000 },
  { unit: "minutes", ms: 60_000 },
] as const;

/** A length of time in the biggest unit of which it has two or more, so that 90 minutes are not "2 hours". */
export function durationOf(lengthMs: number): {
  unit: "days" | "hours" | "minutes" | "seconds";
  count: number;
} {
  const found = units.find(({ ms }) => lengthMs >= 2 * ms);
  if (found) return { unit: found.unit, count: Math.round(lengthMs / found.ms) };
  return { unit: "seconds", count: Math.max(1, Math.round(lengthMs / 1000)) };
}
