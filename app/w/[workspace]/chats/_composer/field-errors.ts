import type { z } from "zod";

/** What is wrong with a content, by the place of the field (`options.1`), as keys of `errors.`. */
export function fieldErrors(schema: z.ZodType, value: unknown): Record<string, string> {
  const { error } = schema.safeParse(value);
  const found: Record<string, string> = {};
  for (const issue of error?.issues ?? []) found[issue.path.join(".")] ??= issue.message;
  return found;
}
