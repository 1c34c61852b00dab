import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { authSessions, users } from "./auth.ts";
import { bytes, createdAt, id, instant, ownWorkspaceOnly } from "./columns.ts";
import type { EventFilter } from "./event-filter.ts";
import { events } from "./inbox.ts";
import { members, roles, workspaces } from "./workspaces.ts";

export const audiences = ["member", "role", "everyone", "on_call"] as const;
export const mailModes = ["none", "at_once", "hourly", "daily"] as const;

/** Who hears of which events, and where. `preset` names the rules that every workspace begins with. */
export const subscriptions = pgTable(
  "subscriptions",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    name: text().notNull(),
    preset: text(),
    audience: text({ enum: audiences }).notNull(),
    /** For the audience `member`. */
    userId: text(),
    /** For the audience `role`. */
    role: text({ enum: roles }),
    filter: jsonb().$type<EventFilter>().notNull().default({}),
    inApp: boolean().notNull().default(true),
    push: boolean().notNull().default(false),
    mail: text({ enum: mailModes }).notNull().default("none"),
    /** Comes through quiet hours too. */
    urgent: boolean().notNull().default(false),
    enabled: boolean().notNull().default(true),
    /** There are more than the plan has: this one tells nobody until it fits again. */
    frozenAt: instant(),
    createdBy: text().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    unique().on(table.workspaceId, table.preset),
    index().on(table.workspaceId, table.userId),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("subscriptions"),
  ],
);

/** A member who does not want to hear of a shared rule, for a while (`until`) or at all. */
export const subscriptionMutes = pgTable(
  "subscription_mutes",
  {
    workspaceId: uuid().notNull(),
    subscriptionId: uuid().notNull(),
    userId: text().notNull(),
    until: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.subscriptionId, table.userId] }),
    foreignKey({
      columns: [table.workspaceId, table.subscriptionId],
      foreignColumns: [subscriptions.workspaceId, subscriptions.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("subscription_mutes"),
  ],
);

/** When a member wants to be told. Without a row: the workspace's time zone, no quiet hours, digest at 8. */
export const notificationSettings = pgTable(
  "notification_settings",
  {
    workspaceId: uuid().notNull(),
    userId: text().notNull(),
    timeZone: text().notNull(),
    /** Minutes of the day in that zone; equal or null: none. May pass midnight. */
    quietFrom: smallint(),
    quietUntil: smallint(),
    /** Days (1 is Monday) that are quiet from morning to night. */
    quietDays: smallint().array().notNull().default([]),
    digestHour: smallint().notNull().default(8),
    mutedUntil: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("notification_settings"),
  ],
);

/** Who is on call, each week, in the workspace's time zone. `from` later than `until` passes midnight. */
export const onCallShifts = pgTable(
  "on_call_shifts",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    userId: text().notNull(),
    /** Days on which it begins; 1 is Monday. */
    days: smallint().array().notNull(),
    fromMinute: smallint().notNull(),
    untilMinute: smallint().notNull(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index().on(table.workspaceId, table.userId),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("on_call_shifts"),
  ],
);

/**
 * A browser that a member let us push to, while the session lasts in which they did. Its address is where to reach it,
 * so it is a secret.
 */
export const pushBrowsers = pgTable(
  "push_browsers",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    userId: text().notNull(),
    /** Null once that session has ended: nothing is pushed until its member is back. */
    sessionId: uuid().references(() => authSessions.id, { onDelete: "set null" }),
    endpointHash: bytes().notNull(),
    /** `{endpoint, keys: {p256dh, auth}}`, sealed. */
    sealedSubscription: bytes().notNull(),
    /** The browser's and the system's name, by which its member recognises it. */
    label: text().notNull(),
    createdAt: createdAt(),
    lastPushedAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.userId, table.endpointHash),
    index().on(table.sessionId),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("push_browsers"),
  ],
);

export const alertChannels = ["push", "mail", "digest"] as const;

/**
 * What still has to be told outside of the app: events of one rule and one chat are one row, counted, so that a flood
 * is one mail. Deleted once told.
 */
export const alerts = pgTable(
  "alerts",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    userId: text().notNull(),
    channel: text({ enum: alertChannels }).notNull(),
    subscriptionId: uuid().notNull(),
    /** The newest event. */
    eventId: uuid().notNull(),
    numberId: uuid(),
    /** What its events have in common: their number's session and chat, or their name. */
    about: text().notNull(),
    times: integer().notNull().default(1),
    firstAt: instant().notNull(),
    dueAt: instant().notNull(),
    /** Browsers that took it when others did not: their ids, each with the `times` that it was told of. */
    reached: text().array().notNull().default([]),
  },
  (table) => [
    unique().on(table.workspaceId, table.userId, table.channel, table.subscriptionId, table.about),
    index().on(table.dueAt),
    index("alerts_of_event").on(table.workspaceId, table.eventId),
    foreignKey({
      columns: [table.workspaceId, table.subscriptionId],
      foreignColumns: [subscriptions.workspaceId, subscriptions.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.eventId],
      foreignColumns: [events.workspaceId, events.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("alerts"),
  ],
);

/**
 * Whose turn it is to tell a member on a channel: one run at a time, with a pause after each. A run that tells takes the
 * turn until it must be over; one that died with it holds it no longer than that.
 */
export const alertTurns = pgTable(
  "alert_turns",
  {
    workspaceId: uuid().notNull(),
    userId: text().notNull(),
    channel: text({ enum: alertChannels }).notNull(),
    /** Nobody tells before then. */
    notBefore: instant().notNull(),
    /** How often in a row it did not work. */
    failures: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId, table.channel] }),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("alert_turns"),
  ],
);
