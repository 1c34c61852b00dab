import { z } from "zod";
import { cleanText } from "#server/core/clean-text.ts";

const nameSchema = z
  .string()
  .trim()
  .min(1, "name_missing")
  .max(60, "name_long")
  .transform(cleanText)
  .refine((name) => name !== "", "name_missing");

/** What people type after a slash to find it. */
const shortcutSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]{1,40}$/, "snippet.shortcut_characters");

const textSchema = z
  .string()
  .trim()
  .min(1, "snippet.text_missing")
  .max(4096, "snippet.text_long")
  .transform(cleanText)
  .refine((text) => text !== "", "snippet.text_missing");

export const addSnippetSchema = z.object({ name: nameSchema, shortcut: shortcutSchema, text: textSchema });
export type AddSnippetInput = z.output<typeof addSnippetSchema>;

export const snippetInput = z.object({ snippetId: z.uuid() });
export const changeSnippetSchema = addSnippetSchema.extend(snippetInput.shape);
export type ChangeSnippetInput = z.output<typeof changeSnippetSchema>;

/** `search` is looked for in shortcuts, names and texts. */
export const listSnippetsSchema = z.object({ search: z.string().trim().max(100).optional() });
export type ListSnippetsInput = z.output<typeof listSnippetsSchema>;

/** How many a workspace can have; the list is one page. */
export const maxSnippets = 500;

/** Instants are ISO 8601. */
export type SnippetView = {
  id: string;
  name: string;
  shortcut: string;
  text: string;
  updatedAt: string;
};

/** What a placeholder can stand for; the browser fills them in when a snippet is inserted. */
export const placeholders = ["name", "me", "number"] as const;
export type Placeholder = (typeof placeholders)[number];

/**
 * A snippet's words with its placeholders filled in. One without a value stays as it is, so that whoever sends sees the
 * gap; other braces are words like any.
 */
export function fillIn(text: string, values: Partial<Record<Placeholder, string | null>>): string {
  return text.replace(/\{(name|me|number)\}/g, (whole, key: Placeholder) => values[key] || whole);
}
