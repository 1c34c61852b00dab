import { z } from "zod";

/** How many days are shown; the day that runs is the last. */
export const shownDays = 30;

export const exportUsageSchema = z.object({ format: z.enum(["csv", "json"]).default("csv") });

/** One day, in UTC (`2026-11-27`). */
export type UsageDay = {
  day: string;
  events: number;
  eventBytes: number;
  received: number;
  sent: number;
  delivered: number;
  requests: number;
};

/** Who made requests within the shown days; `gone`: somebody who is not here any more. */
export type UsageCaller = {
  kind: "member" | "token" | "workspace" | "gone";
  name: string | null;
  requests: number;
};

/**
 * What is used up in a month, and when it will be at this pace. `at` (ISO 8601) is null when the month ends first; `limit`
 * null when nobody told one.
 */
export type UsageMonth = { used: number; limit: number | null; at: string | null };

export type UsageView = {
  days: UsageDay[];
  callers: UsageCaller[];
  /** Bytes of the events that are kept. */
  storedBytes: number;
  /** Messages that were sent this month, against the connected MoltFlow plan's limit. */
  messages: UsageMonth;
  exports: UsageMonth;
  countedAt: string;
};
