import { z } from "zod";
import type { UpstreamErasure } from "#db/schema/data.ts";

/** Days that a kind of record is kept; null for as long as the workspace. */
const keptDays = (least: number) =>
  z.int("data.days_invalid").min(least, "data.days_few").max(3650, "data.days_many").nullable();

/** The audit keeps at least a month: long enough to notice what somebody did. */
export const leastDays = { events: 1, messages: 1, audit: 30 } as const;
export const mostDays = 3650;

export const retentionSchema = z.object({
  events: keptDays(leastDays.events),
  messages: keptDays(leastDays.messages),
  audit: keptDays(leastDays.audit),
});
export type Retention = z.output<typeof retentionSchema>;
export type ClockName = keyof Retention;

/** What a retention would take away if it ran now. Instants are ISO 8601. */
export type RetentionPreview = Record<ClockName, { total: number; going: number; oldest: string | null }>;

export const exportFormats = ["json", "csv"] as const;
export const startExportSchema = z.object({ format: z.enum(exportFormats) });
export const exportIdSchema = z.object({ id: z.uuid() });

/** `failure` is a key of `data.exports.failures`. */
export type ExportView = {
  id: string;
  kind: "workspace" | "events";
  format: (typeof exportFormats)[number];
  state: "queued" | "running" | "ready" | "expired" | "failed" | "cancelled";
  requestedBy: string | null;
  rowsDone: number;
  rowsTotal: number | null;
  sizeBytes: number | null;
  failure: string | null;
  createdAt: string;
  finishedAt: string | null;
  expiresAt: string | null;
};

const contactInput = z.string().trim().min(1, "data.contact_missing").max(200, "data.contact_invalid");
export const previewErasureSchema = z.object({ contact: contactInput });
export const eraseContactSchema = previewErasureSchema.extend({
  reason: z.string().trim().min(3, "data.reason_missing").max(300, "data.reason_long"),
});
export type EraseContactInput = z.output<typeof eraseContactSchema>;

/** How many records each domain holds that name a contact; `complete` is false when there were too many to look at. */
export type ErasurePreview = {
  /** The last digits. */
  hint: string;
  found: Record<string, number>;
  complete: boolean;
  /** When this same contact was erased before. */
  erasedBefore: string[];
};

/** A receipt. `erased` counts records by domain, queued work as `jobs`. */
export type ErasureView = {
  id: string;
  hint: string;
  /** Keyed digest of the contact in hex: the same for the same contact in this workspace. */
  digest: string;
  reason: string;
  requestedBy: string | null;
  state: "queued" | "running" | "done" | "failed";
  erased: Record<string, number>;
  upstream: UpstreamErasure | null;
  failure: string | null;
  createdAt: string;
  finishedAt: string | null;
};

export type AiConsentView = { aiConsentEnabled: boolean; checkedAt: string };
