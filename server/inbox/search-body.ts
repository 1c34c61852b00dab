import { payloadWithoutPhones, textWithoutPhones } from "#server/api/without-phones.ts";
import { parseJson } from "./envelope.ts";

/** What is looked for in a body: all of these words, and a value at a place in its JSON. */
export type BodySearch = {
  text?: string | undefined;
  /** `data.sender_phone`, `items.0.name`, `items[0].name`. */
  path?: string | undefined;
  /** What stands there, as text; left out, it is enough that something does. */
  value?: string | undefined;
};

/** Deeper nesting is looked into no further. */
const maxDepth = 64;

/** Full-width letters, combined accents and case do not make another word. */
const folded = (text: string) => text.normalize("NFKC").toLowerCase();

function collect(value: unknown, into: string[], depth = 0): void {
  if (value === null || value === undefined || depth > maxDepth) return;
  if (typeof value !== "object") into.push(String(value));
  else for (const inner of Object.values(value)) collect(inner, into, depth + 1);
}

/** What stands at a place; undefined where nothing does. */
export function valueAt(json: unknown, path: string): unknown {
  const steps = path.replace(/\[(\d+)\]/g, ".$1").split(".");
  return steps.reduce<unknown>(
    (at, step) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, step)
        ? (at as Record<string, unknown>)[step]
        : undefined,
    json,
  );
}

function standsAt(json: unknown, path: string, wanted: string | undefined): boolean {
  const found = valueAt(json, path);
  if (found === undefined) return false;
  if (wanted === undefined) return true;
  return (typeof found === "object" ? JSON.stringify(found) : String(found)) === wanted;
}

/**
 * Whether a body holds what is looked for. In JSON the values count, whatever their names and however they are escaped.
 * Pure. `hiddenFor` is the workspace in which the reader sees no phone numbers: what they do not see they do not find.
 */
export function bodyMatches(body: Buffer, { text, path, value }: BodySearch, hiddenFor?: string): boolean {
  const parsed = parseJson(body);
  const json = hiddenFor === undefined ? parsed : payloadWithoutPhones(hiddenFor, parsed);
  if (path !== undefined && !standsAt(json, path, value)) return false;
  if (text === undefined) return true;
  const parts: string[] = [];
  if (parsed !== undefined) collect(json, parts);
  else parts.push(plainText(body, hiddenFor));
  const said = folded(parts.join("\n"));
  return folded(text)
    .split(/\s+/)
    .every((word) => said.includes(word));
}

function plainText(body: Buffer, hiddenFor: string | undefined): string {
  const text = body.toString("utf8");
  return hiddenFor === undefined ? text : textWithoutPhones(hiddenFor, text);
}
