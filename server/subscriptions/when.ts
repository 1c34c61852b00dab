import type { NotificationSettings } from "./schemas.ts";

export type TellingChannel = "push" | "at_once" | "hourly" | "daily";
export type Urgency = { urgent: boolean; channel: TellingChannel };

/** Quiet days and hours follow each other at most this often; longer means that it is always quiet. */
const maxSteps = 16;

/**
 * When a member wants to be told of something that happened at `now`: never before it, and in their quiet time only if
 * it is urgent. Digests come at the full hour, or at the day's hour of their choice, in their time zone; quiet time
 * puts them off until it ends. While they muted everything, pushes and mails at once are left out, and digests wait.
 *
 * @returns null for never
 */
export function whenToTell(
  settings: NotificationSettings,
  { urgent, channel }: Urgency,
  now: Date,
): Date | null {
  const isDigest = channel === "hourly" || channel === "daily";
  const mutedUntil = settings.mutedUntil === null ? null : new Date(settings.mutedUntil);
  const isMuted = mutedUntil !== null && mutedUntil > now;
  if (isMuted && !isDigest) return null;
  if (!isDigest && (urgent || !hasQuietTime(settings))) return now;
  const from = isMuted ? mutedUntil : now;
  const zoned = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(settings.timeZone);
  const wanted = nextTurn(zoned, channel, settings);
  const due = urgent ? wanted : afterQuiet(wanted, settings);
  return due && new Date(due.epochMilliseconds);
}

/** Whether a member wants no telling at an instant, unless it is urgent. */
export function isQuietAt(settings: NotificationSettings, at: Date): boolean {
  if (!hasQuietTime(settings)) return false;
  return isQuiet(
    Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(settings.timeZone),
    settings,
  );
}

const hasQuietTime = (settings: NotificationSettings) =>
  settings.quietDays.length > 0 || quietHours(settings) !== null;

function quietHours({ quietFrom, quietUntil }: NotificationSettings) {
  if (quietFrom === null || quietUntil === null || quietFrom === quietUntil) return null;
  return { from: quietFrom, until: quietUntil };
}

/** The moment that a channel is for, at or after `zoned`. */
function nextTurn(
  zoned: Temporal.ZonedDateTime,
  channel: TellingChannel,
  { digestHour }: NotificationSettings,
): Temporal.ZonedDateTime {
  if (channel === "hourly") return zoned.round({ smallestUnit: "hour", roundingMode: "ceil" });
  if (channel !== "daily") return zoned;
  const today = zoned.withPlainTime({ hour: digestHour });
  const isPast = Temporal.ZonedDateTime.compare(today, zoned) < 0;
  return isPast ? zoned.add({ days: 1 }).withPlainTime({ hour: digestHour }) : today;
}

function isQuiet(zoned: Temporal.ZonedDateTime, settings: NotificationSettings): boolean {
  if (settings.quietDays.includes(zoned.dayOfWeek)) return true;
  const hours = quietHours(settings);
  if (!hours) return false;
  const minute = zoned.hour * 60 + zoned.minute;
  return hours.from < hours.until
    ? minute >= hours.from && minute < hours.until
    : minute >= hours.from || minute < hours.until;
}

/** The first moment that is not quiet; null where it always is. */
function afterQuiet(
  from: Temporal.ZonedDateTime,
  settings: NotificationSettings,
): Temporal.ZonedDateTime | null {
  let zoned = from;
  for (let step = 0; step < maxSteps; step += 1) {
    if (!isQuiet(zoned, settings)) return zoned;
    zoned = endOfQuiet(zoned, settings);
  }
  return null;
}

/** Where this stretch of quiet time ends at the earliest. */
function endOfQuiet(zoned: Temporal.ZonedDateTime, settings: NotificationSettings): Temporal.ZonedDateTime {
  const hours = quietHours(settings);
  const tomorrow = zoned.add({ days: 1 }).startOfDay();
  if (settings.quietDays.includes(zoned.dayOfWeek) || !hours) return tomorrow;
  const end = {
    hour: Math.floor(hours.until / 60),
    minute: hours.until % 60,
    ...{ second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 },
  };
  // Today's, if it is to come. `with` keeps to the clock that runs where they are put back and show a time twice.
  const today = zoned.with(end);
  return Temporal.ZonedDateTime.compare(today, zoned) > 0 ? today : tomorrow;
}
