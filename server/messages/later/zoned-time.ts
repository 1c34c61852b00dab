/** A time as it stands on a clock at some place: `2026-03-29T09:00`. */
export type WallTime = string;

const parts = (instant: Date, timeZone: string): WallTime => {
  const format = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  });
  const found = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${found.year}-${found.month}-${found.day}T${found.hour}:${found.minute}`;
};

/** What the clocks of a zone show at an instant, to the minute. */
export const wallTimeOf = (instant: Date, timeZone: string): WallTime => parts(instant, timeZone);

const asUtcMs = (wall: WallTime): number => Date.parse(`${wall}:00Z`);

/** How far a zone's clocks are ahead of UTC at an instant. */
const offsetMs = (instantMs: number, timeZone: string): number =>
  asUtcMs(parts(new Date(instantMs), timeZone)) - Math.floor(instantMs / 60_000) * 60_000;

/**
 * When the clocks of a zone show a time. Where they skip it (summer begins), the moment that far after the skip; where
 * they show it twice (summer ends), the first. Null for what is no time.
 */
export function instantOf(wall: WallTime, timeZone: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall)) return null;
  const utcMs = asUtcMs(wall);
  if (Number.isNaN(utcMs)) return null;
  const dayMs = 24 * 3_600_000;
  // No zone changes its clocks twice within two days, so these two are what can be right.
  const offsets = [offsetMs(utcMs - dayMs, timeZone), offsetMs(utcMs + dayMs, timeZone)];
  const fitting = offsets
    .map((offset) => utcMs - offset)
    .filter((ms) => parts(new Date(ms), timeZone) === wall)
    .sort((a, b) => a - b);
  const [beforeChange = 0] = offsets;
  return new Date(fitting[0] ?? utcMs - beforeChange);
}

/** `days` later on the calendar; the clock's time stays. */
export function addDays(wall: WallTime, days: number): WallTime {
  return new Date(asUtcMs(wall) + days * 24 * 3_600_000).toISOString().slice(0, 16);
}

/** 0 is Sunday. */
export const weekdayOf = (wall: WallTime): number => new Date(asUtcMs(wall)).getUTCDay();
