import { z } from "zod";

/** Words that are, or may become, addresses of ours. */
const reserved = new Set([
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
