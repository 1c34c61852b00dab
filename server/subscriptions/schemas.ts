import { z } from "zod";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { eventFilterSchema } from "#server/event-filter/schemas.ts";
import { timeZoneSchema } from "#server/workspaces/schemas.ts";

export const subscriptionLimits = { perMember: 30, name: 80, shifts: 50 } as const;

/** Messages are keys of `errors.subscription.`. */
const audienceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("member"), userId: z.string().min(1, "member").max(100) }),
  z.object({ kind: z.literal("role"), role: z.enum(["owner", "admin", "agent", "viewer", "billing"]) }),
  z.object({ kind: z.literal("everyone") }),
  z.object({ kind: z.literal("on_call") }),
]);
export type Audience = z.output<typeof audienceSchema>;

const fields = {
  name: z.string().trim().min(1, "name").max(subscriptionLimits.name, "name"),
  audience: audienceSchema,
  filter: eventFilterSchema,
  inApp: z.boolean(),
  push: z.boolean(),
  mail: z.enum(["none", "at_once", "hourly", "daily"]),
  /** Comes through quiet hours too. */
  urgent: z.boolean(),
  enabled: z.boolean(),
};

export const createSubscriptionSchema = z.object({
  ...fields,
  filter: fields.filter.default({}),
  inApp: fields.inApp.default(true),
  push: fields.push.default(false),
  mail: fields.mail.default("none"),
  urgent: fields.urgent.default(false),
  enabled: fields.enabled.default(true),
});
export type CreateSubscriptionInput = z.output<typeof createSubscriptionSchema>;

export const subscriptionInput = z.object({ subscriptionId: z.uuid() });
export const changeSubscriptionSchema = subscriptionInput.extend(z.object(fields).partial().shape);
export type ChangeSubscriptionInput = z.output<typeof changeSubscriptionSchema>;

/** For oneself. `until` null: for good. */
export const muteSchema = subscriptionInput.extend({
  muted: z.boolean(),
  until: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type MuteInput = z.output<typeof muteSchema>;

/** What the last hundred events would have done. Names a rule that is there, or one that is only thought of. */
export const dryRunSchema = z.union([
  subscriptionInput,
  z.object({ filter: eventFilterSchema, audience: audienceSchema }),
]);
export type DryRunInput = z.output<typeof dryRunSchema>;
export type DryRunView = {
  looked: number;
  /** Newest first, at most 20 of them; `told` names the members. */
  matched: { eventId: string; event: string | null; at: string; preview: string | null; told: string[] }[];
  matchedCount: number;
};

const minute = z.int().min(0).max(1_439);
const days = z
  .array(z.int().min(1).max(7))
  .max(7)
  .transform((list) => [...new Set(list)].sort());

export const settingsSchema = z.object({
  timeZone: timeZoneSchema,
  quietFrom: minute.nullable(),
  quietUntil: minute.nullable(),
  quietDays: days,
  digestHour: z.int().min(0).max(23),
  mutedUntil: z.iso.datetime({ offset: true }).nullable(),
});
export type NotificationSettings = z.output<typeof settingsSchema>;

export const createShiftSchema = z.object({
  userId: z.string().min(1, "member").max(100),
  days: days.refine((list) => list.length > 0, "days"),
  fromMinute: minute,
  untilMinute: minute,
});
export type CreateShiftInput = z.output<typeof createShiftSchema>;
export const shiftInput = z.object({ shiftId: z.uuid() });

export type SubscriptionView = {
  id: string;
  name: string;
  /** One that every workspace begins with; its name is a key of `subscriptions.presets`. */
  preset: string | null;
  audience: Audience;
  filter: EventFilter;
  inApp: boolean;
  push: boolean;
  mail: CreateSubscriptionInput["mail"];
  urgent: boolean;
  enabled: boolean;
  /** The plan has no room for it: it tells nobody. */
  frozen: boolean;
  /** For the reader: whether the rule is about them at all, and whether they muted it. */
  concernsMe: boolean;
  muted: { until: string | null } | null;
  mayChange: boolean;
};
export type ShiftView = {
  id: string;
  userId: string;
  memberName: string;
  days: number[];
  fromMinute: number;
  untilMinute: number;
};
export type OnCallView = { shifts: ShiftView[]; nowOnCall: string[]; timeZone: string };
