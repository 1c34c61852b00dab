import { jsonPathPattern } from "#server/inbox/schemas.ts";
import type { FilterParams } from "./search-params.ts";

type Place = Pick<FilterParams, "path" | "value">;

const maxLength = 200;

/** As people type it: `data.n = 42`, or `data.n` where it is enough that something stands there. */
export const writePlace = ({ path, value }: Place): string =>
  path === null ? "" : value === null ? path : `${path} = ${value}`;

/** What was typed; null while it is no place. */
export function parsePlace(typed: string): Place | null {
  const [before = "", ...after] = typed.split("=");
  const path = before.trim();
  const value = after.length === 0 ? null : after.join("=").trim();
  if (path === "") return value === null ? { path: null, value: null } : null;
  const isGood = path.length <= maxLength && jsonPathPattern.test(path) && (value?.length ?? 0) <= maxLength;
  return isGood ? { path, value } : null;
}
