import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { workspaces } from "#db/schema/index.ts";
import { SetupError } from "../environment.ts";

/** Options of a command; each takes a value, or is a switch. */
export type Options = Record<string, { type: "string" | "boolean"; about: string; required?: boolean }>;
export type Values = Record<string, string | boolean | undefined>;

/** One of `npm run desk -- <name>`. Its result is printed as JSON with `--json`, else as lines. */
export type Command = {
  about: string;
  options: Options;
  /** The option that may be given without its name. */
  positional?: string;
  /** Needs neither a database nor a secret, always or with these values. */
  offline?: true | ((values: Values) => boolean);
  run: (values: Values) => Promise<unknown>;
};

export function text(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === "string" && value !== "") return value;
  throw new SetupError(`--${name} is missing. Run \`npm run desk -- help\` to see what each command takes.`);
}

export function wholeNumber(values: Values, name: string, fallback: number): number {
  const value = values[name];
  if (value === undefined) return fallback;
  if (typeof value === "string" && /^\d+$/.test(value)) return Number(value);
  throw new SetupError(`--${name} takes a whole number, not “${String(value)}”.`);
}

/** A workspace by slug or id. */
export async function workspaceNamed(values: Values): Promise<{ id: string; slug: string; name: string }> {
  const given = text(values, "workspace");
  const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(given);
  const [found] = await systemDb()
    .select({ id: workspaces.id, slug: workspaces.slug, name: workspaces.name })
    .from(workspaces)
    .where(isId ? eq(workspaces.id, given) : eq(workspaces.slug, given));
  if (!found)
    throw new SetupError(`There is no workspace “${given}”. Give its slug, as in /w/<slug>, or its id.`);
  return found;
}
