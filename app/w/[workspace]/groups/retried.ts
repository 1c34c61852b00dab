import type { PersonResult } from "#server/groups/schemas.ts";

/** What is known of everybody after some were tried again: each person once, in their old place. */
export function withRetried(before: readonly PersonResult[], after: readonly PersonResult[]): PersonResult[] {
  const newer = new Map(after.map((result) => [result.phone, result]));
  const kept = before.map((result) => newer.get(result.phone) ?? result);
  const known = new Set(before.map(({ phone }) => phone));
  return [...kept, ...after.filter(({ phone }) => !known.has(phone))];
}
