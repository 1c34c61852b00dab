import { z } from "zod";
import type { MessagePayload } from "#db/schema/messages.ts";
import type { ScheduledRow } from "#db/schema/sending.ts";
import { timeZoneSchema } from "#server/workspaces/schemas.ts";
import { type Content, contentSchema } from "../content.ts";
import { idempotencyKeySchema } from "../schemas.ts";

/** A file would have to be kept until then; what waits brings an address. */
const hasNoFile = (content: Content): boolean => !("media" in content && "base64" in content.media);

const contentLaterSchema = contentSchema.refine(hasNoFile, "scheduled.no_file");

/** The instant; the zone is the one that it was meant in, and is shown in. */
const when = {
  at: z.iso.datetime({ offset: true, error: "scheduled.at_invalid" }),
  timeZone: timeZoneSchema,
};

export const scheduleSchema = z.object({
  chat: z.uuid(),
  content: contentLaterSchema,
  ...when,
  /** Not sent when the contact writes first. */
  cancelOnReply: z.boolean().default(false),
  idempotencyKey: idempotencyKeySchema,
});
export type ScheduleInput = z.output<typeof scheduleSchema>;

export const scheduledInput = z.object({ id: z.uuid() });

/** What is left out stays as it is; a time comes with its zone. */
export const changeScheduledSchema = z.object({
  id: z.uuid(),
  content: contentLaterSchema.optional(),
  when: z.object(when).optional(),
  cancelOnReply: z.boolean().optional(),
});
export type ChangeScheduledInput = z.output<typeof changeScheduledSchema>;

export const scheduledShelves = ["waiting", "done"] as const;

/** Of one chat, or of all that the reader sees. `waiting` by time, the next first; `done` the latest first. */
export const listScheduledSchema = z.object({
  chat: z.uuid().optional(),
  shelf: z.enum(scheduledShelves).default("waiting"),
  cursor: z
    .string()
    .regex(/^\d{1,15}_[0-9a-f-]{36}$/, "scheduled.cursor_invalid")
    .optional(),
});
export type ListScheduledInput = z.output<typeof listScheduledSchema>;

/** How many wait in one chat at most. */
export const maxWaiting = 50;

/** A message that is to be sent later, or was. Instants are ISO 8601. */
export type ScheduledView = {
  id: string;
  chat: { id: string; name: string | null; phone: string | null; chatId: string };
  numberName: string;
  kind: ScheduledRow["kind"];
  text: string;
  payload: MessagePayload | null;
  at: string;
  timeZone: string;
  cancelOnReply: boolean;
  /** As it is now: one whose contact has answered is cancelled, though its time has not come. */
  state: ScheduledRow["state"];
  /** Why it was cancelled or has failed: a key of `composer.later.reason`. */
  reason: string | null;
  author: { name: string | null; email: string } | null;
};
export type ScheduledPage = { scheduled: ScheduledView[]; nextCursor: string | null };
