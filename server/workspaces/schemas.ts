import { z } from "zod";
import type { Role } from "#server/members/roles.ts";

/** Words that are, or may become, addresses of ours. */
const reserved = new Set([
  "account",
  "admin",
  "api",
  "app",
  "auth",
  "billing",
  "blog",
  "demo-login",
  "docs",
  "health",
  "help",
  "in",
  "inbox",
  "invite",
  "login",
  "moltdesk",
  "moltflow",
  "new",
  "pricing",
  "root",
  "security",
  "settings",
  "sign-in",
  "sign-out",
  "signup",
  "status",
  "support",
  "suspended",
  "system",
  "w",
  "webhooks",
  "workspace",
  "workspaces",
  "www",
]);

const workspaceNameSchema = z.string().trim().min(1, "name_missing").max(60, "name_long");

/** The part of the address that names a workspace: lower-case letters, digits and single hyphens. */
export const slugSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(3, "slug_short")
  .max(40, "slug_long")
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "slug_characters")
  .refine((slug) => !reserved.has(slug), "slug_reserved");

export const createWorkspaceSchema = z.object({ name: workspaceNameSchema, slug: slugSchema });

export const suggestSlugSchema = z.object({ name: workspaceNameSchema });

/** Languages that a workspace may write in of its own accord. */
export const workspaceLocales = ["en", "zh-CN"] as const;

/** Whether this is the name of a zone (`Europe/Berlin`); mere offsets are none, for they know no summer. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const timeZoneSchema = z
  .string()
  .trim()
  .max(64, "time_zone_unknown")
  .refine(isTimeZone, "time_zone_unknown");

/** What is left out stays as it is. `locale` null: each person's own language. */
export const changeDetailsSchema = z.object({
  name: workspaceNameSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  locale: z.enum(workspaceLocales).nullable().optional(),
});
export type ChangeDetailsInput = z.infer<typeof changeDetailsSchema>;

export const changeSlugSchema = z.object({ slug: slugSchema });

export const maxPictureBytes = 256 * 1024;
export const maxPictureSide = 2048;

/** A picture as base64; what it really is, its bytes say. */
export const setPictureSchema = z.object({
  base64: z.base64().max(Math.ceil(maxPictureBytes / 3) * 4, "picture_large"),
});

/** The name as the person typed it, which they are asked for lest it be the wrong workspace. */
export const deleteWorkspaceSchema = z.object({ name: z.string().max(200) });

export const markSeenSchema = z.object({ seq: z.int().nonnegative() });

/** What Settings → General shows. Instants are ISO 8601. */
export type WorkspaceSettings = {
  name: string;
  slug: string;
  /** Addresses that still lead here, newest first. */
  formerSlugs: string[];
  pictureVersion: string | null;
  timeZone: string;
  locale: string | null;
  deletion: Deletion | null;
};

/** When everything goes, and who wanted it; `by` is null when that cannot be told any more. */
export type Deletion = { at: string; by: string | null };

/** `no_events`: MoltFlow does not deliver to our inbox. `health`: `ok`, or the kind of the error that the last call met. */
export type ConnectionGlance = {
  state: "ok" | "failing" | "no_events" | "missing";
  health: string | null;
  /** Null without a connection. `sharedWith` names the person's other workspaces on the same MoltFlow account. */
  budget: { plan: string | null; requestsPerMinute: number; sharedWith: string[] } | null;
};

export type NumbersGlance = {
  total: number;
  /** Those that do not work, and since when. */
  drops: { id: string; name: string; status: string; since: string }[];
};

/** Counted among the newest events only; `more` when there may be older ones that count too. */
type EventCount = { count: number; more: boolean };
export type EventGlance = { unread: EventCount; lastDay: EventCount };

/** One of a person's workspaces at a glance. What their role may not see there is null. Instants are ISO 8601. */
export type OverviewRow = {
  slug: string;
  name: string;
  pictureVersion: string | null;
  role: Role;
  deleteAt: string | null;
  /** Why they may not enter at the moment, as a key of `errors.`; then nothing else is told. */
  locked: string | null;
  connection: ConnectionGlance | null;
  numbers: NumbersGlance | null;
  events: EventGlance | null;
  members: number | null;
};

export const twoFactorPolicySchema = z.object({ required: z.boolean() });

/** Whether members need a second factor, and who has none: `people` are the first hundred of `without`. */
export type SecondFactorsView = {
  required: boolean;
  members: number;
  without: number;
  people: { userId: string; name: string | null; email: string; role: Role }[];
};

/** Every procedure of a workspace takes its slug, as the page's address has it. */
export const workspaceInput = z.object({ workspace: z.string().min(1).max(60) });

/** A slug from a name: `Klinik Nord GmbH` → `klinik-nord-gmbh`. Empty when the name has no Latin letter or digit. */
export function slugFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
}
