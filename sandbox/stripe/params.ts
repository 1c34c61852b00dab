import { z } from "zod";
import { invalid, type StripeError } from "./errors.ts";
import type { FormFields } from "./form.ts";

/** Text that may not be empty: an empty value means "unset", which not every parameter allows. */
export const text = z.string().min(1);
export const int = z
  .string()
  .regex(/^-?\d+$/, "integer")
  .transform(Number);
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");
const unset = z.literal("").transform(() => null);
/** A parameter that an empty value unsets: null. */
export function emptyable<T extends z.ZodType>(schema: T) {
  return unset.or(schema);
}
/** What the stand-in takes and echoes nowhere, because it would not act on it. */
export const ignored = z.unknown().optional();

const metadataFields = z
  .union([z.record(z.string(), z.string()), z.array(z.string())])
  .transform((given) => (Array.isArray(given) ? Object.fromEntries(given.entries()) : given));
/** Keys to set; an empty value deletes its key, and an empty whole deletes all: null. */
export const metadata = emptyable(metadataFields).optional();
export type MetadataChange = Record<string, string> | null | undefined;

export const paging = {
  limit: int.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};
export const createdRange = z
  .union([
    int,
    z.strictObject({ gt: int.optional(), gte: int.optional(), lt: int.optional(), lte: int.optional() }),
  ])
  .optional();

export function mergeMetadata(
  current: Record<string, string>,
  change: MetadataChange,
): Record<string, string> {
  if (change === undefined) return current;
  if (change === null) return {};
  const merged = { ...current, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}

/** `items.0.price` as Stripe names it: `items[0][price]`. */
function paramName(path: PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  return `${first ?? ""}${rest.map((part) => `[${part}]`).join("")}`;
}

type Issue = z.core.$ZodIssue;

/** The issue that says most: of a union the last branch, which is never the one that unsets. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.at(-1)?.[0];
  return inner ? innermost({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function listed(values: unknown[]): string {
  const words = values.map(String);
  return words.length < 3 ? words.join(" or ") : `${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`;
}

function explain(issue: Issue, input: unknown): StripeError {
  const param = paramName(issue.path);
  const value = valueAt(input, issue.path);
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => paramName([...issue.path, key]));
    return invalid(`Received unknown parameter${names.length > 1 ? "s" : ""}: ${names.join(", ")}`, {
      code: "parameter_unknown",
      param: names[0],
    });
  }
  if (value === undefined) {
    return invalid(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
  if (value === "") {
    return invalid(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
      { code: "parameter_invalid_empty", param },
    );
  }
  if (issue.message === "integer") {
    return invalid(`Invalid integer: ${String(value)}`, { code: "parameter_invalid_integer", param });
  }
  if (issue.code === "invalid_value") {
    return invalid(`Invalid ${param}: must be one of ${listed(issue.values)}`, { param });
  }
  if (issue.code === "custom") return invalid(issue.message, { param });
  return invalid(`Invalid ${issue.code === "invalid_type" ? issue.expected : "value"}: ${param}`, { param });
}

/** @throws StripeError of the first thing that is wrong, unknown parameters before all else */
export function readParams<T>(schema: z.ZodType<T>, input: FormFields): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(innermost);
  const first = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  throw first ? explain(first, input) : invalid("The request is invalid.");
}
