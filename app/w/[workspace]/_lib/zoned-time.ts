/** A time on the clocks of some place; months count from 1, and days that a month does not have flow on. */
export type WallTime = { year: number; month: number; day: number; hour: number; minute: number };

const dayMs = 24 * 60 * 60_000;

/** What the clocks of a time zone show at an instant. */
export function wallTimeAt(zone: string, at: number): WallTime {
  const parts = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    ...{ timeZone: zone, hourCycle: "h23" },
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" },
  }).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    ...{ year: read("year"), month: read("month"), day: read("day") },
    ...{ hour: read("hour"), minute: read("minute") },
  };
}

const asIfUtc = ({ year, month, day, hour, minute }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute);

/** How far the clocks are ahead of UTC, in whole minutes. */
function offsetMs(zone: string, at: number): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return asIfUtc(wallTimeAt(zone, minute)) - minute;
}

/**
 * The instant at which the clocks of a time zone show this. Where they show it twice, the first; where they never do
 * because they were put forward, as much later as they were.
 */
export function instantAt(zone: string, wall: WallTime): number {
  const wanted = asIfUtc(wall);
  // The offsets on both sides of a change of the clocks, if there is one.
  const before = wanted - offsetMs(zone, wanted - dayMs);
  const after = wanted - offsetMs(zone, wanted + dayMs);
  const shows = (at: number) => asIfUtc(wallTimeAt(zone, at)) === wanted;
  return !shows(before) && shows(after) ? after : before;
}
