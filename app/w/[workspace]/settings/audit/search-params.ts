import { createLoader, createParser, parseAsStringLiteral } from "nuqs/server";
import type { AuditFilter } from "#server/audit/schemas.ts";

/** Takes a value that the API would take too; anything else in the address counts as not there. */
function parseAs(isValid: (value: string) => boolean) {
  return createParser({ parse: (value) => (isValid(value) ? value : null), serialize: String });
}

const parseAsText = parseAs((value) => value.length > 0 && value.length <= 200);
const parseAsAction = parseAs((value) => value.length <= 100 && /^[a-z_]+(\.[a-z_]+)*$/.test(value));
const parseAsDay = parseAs(
  (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`)),
);

/** The filters of the audit log as its address has them; days are those of the reader's time zone. */
export const filterParams = {
  actor: parseAsText,
  action: parseAsAction,
  outcome: parseAsStringLiteral(["done", "refused"]),
  target: parseAsText,
  from: parseAsDay,
  to: parseAsDay,
};

export const loadFilterParams = createLoader(filterParams);
export type FilterParams = Awaited<ReturnType<typeof loadFilterParams>>;

/** No filter at all. */
export const noFilters: FilterParams = {
  actor: null,
  action: null,
  outcome: null,
  target: null,
  from: null,
  to: null,
};

/** How far a zone's clocks are ahead of UTC at a moment. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** When a day begins in a time zone. */
function startOf(day: string, timeZone: string, plusDays = 0): Date {
  const utc = Date.parse(`${day}T00:00:00Z`) + plusDays * 24 * 60 * 60 * 1000;
  // The offset of that very night, should the clocks be changed on the day.
  return new Date(utc - offsetMs(utc - offsetMs(utc, timeZone), timeZone));
}

export function toAuditFilter(
  { actor, action, outcome, target, from, to }: FilterParams,
  timeZone: string,
): AuditFilter {
  return {
    ...(actor !== null && { actor }),
    ...(action !== null && { action }),
    ...(outcome !== null && { outcome }),
    ...(target !== null && { target }),
    ...(from !== null && { from: startOf(from, timeZone).toISOString() }),
    // Up to the last moment of the day.
    ...(to !== null && { to: new Date(startOf(to, timeZone, 1).getTime() - 1).toISOString() }),
  };
}
