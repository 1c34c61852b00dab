import { isQuietAt, whenToTell } from "#server/subscriptions/index.ts";
import type { DueAlert } from "./due-alerts.ts";
import type { Reader } from "./reader.ts";
import type { AlertChannel } from "./turns.ts";

const hourMs = 3_600_000;
/** News that could not be told for so long stand in the app only: a push of yesterday helps nobody. */
const tooLateMs: Record<AlertChannel, number> = { push: hourMs, mail: 24 * hourMs, digest: 72 * hourMs };

/** What becomes of news at the moment of telling: told now, put off, or never told. */
export type Fate = "tell" | "drop" | { putOffTo: Date };

/**
 * Looks again at news that are due, because much may have changed since they came: rules, rights, quiet hours, and
 * whether the reader has seen them in the app. Pure.
 */
export function fateOf(alert: DueAlert, reader: Reader, channel: AlertChannel, now: Date): Fate {
  if (!alert.isInSight || alert.isSeen || !isWanted(alert, reader, channel)) return "drop";
  if (now.getTime() - alert.dueAt.getTime() > tooLateMs[channel]) return "drop";
  const at = momentFor(alert, reader, channel, now);
  if (at === null) return "drop";
  return at > now ? { putOffTo: at } : "tell";
}

/** Whether the rule still tells this reader this way. Whoever was on call when it happened is told. */
function isWanted({ rule }: DueAlert, reader: Reader, channel: AlertChannel): boolean {
  if (!rule.enabled || rule.isMuted) return false;
  if (rule.audience === "role" && rule.role !== reader.role) return false;
  if (rule.audience === "member" && rule.userId !== reader.userId) return false;
  return channel === "push" ? rule.push : rule.mail !== "none";
}

function momentFor({ rule }: DueAlert, { settings }: Reader, channel: AlertChannel, now: Date): Date | null {
  const { urgent } = rule;
  if (channel !== "digest")
    return whenToTell(settings, { urgent, channel: channel === "push" ? "push" : "at_once" }, now);
  // A digest's own moment has come already; only quiet time and a mute put it off.
  const isMuted = settings.mutedUntil !== null && new Date(settings.mutedUntil) > now;
  if (!isMuted && (urgent || !isQuietAt(settings, now))) return now;
  return nextDigest(rule, settings, now);
}

const nextDigest = ({ urgent, mail }: DueAlert["rule"], settings: Reader["settings"], now: Date) =>
  whenToTell(settings, { urgent, channel: mail === "daily" ? "daily" : "hourly" }, now);

/** When more of the same is told that came while it was told: with the next digest, or as soon as may be. */
export const againAt = ({ rule }: DueAlert, { settings }: Reader, channel: AlertChannel, now: Date): Date =>
  (channel === "digest" ? nextDigest(rule, settings, now) : null) ?? now;
