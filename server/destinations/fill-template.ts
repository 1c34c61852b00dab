import type { TemplateTrouble } from "./schemas.ts";

/** Why a template makes no body. The message is for people, in one sentence; it holds nothing of an event. */
export class TemplateError extends Error {
  override name = "TemplateError";
  readonly reason: TemplateTrouble;
  /** What is written in the template, for a translation of the message. */
  readonly params: { name?: string };

  constructor(
    reason: TemplateError["reason"],
    message: string,
    { name, cause }: { name?: string; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.reason = reason;
    this.params = name === undefined ? {} : { name };
  }
}

const { isRawJSON: isRawJson } = JSON as unknown as { isRawJSON(value: unknown): boolean };

/** `isInText`: between the quotes of a JSON string, where a value goes without its own. */
type Part = { literal: string } | { path: readonly string[]; isInText: boolean };

/** What escapes the words of customers for where they are shown, before JSON does. */
export type Escape = (text: string) => string;

const maxOutputLength = 1_000_000;
const openMark = "{{";
const closeMark = "}}";
const pathPattern = /^[\p{L}\p{N}_$-]+(\.[\p{L}\p{N}_$-]+)*$/u;

/** Whether a piece of JSON, which began in a text or not, ends in one. */
function endsInText(piece: string, beganInText: boolean): boolean {
  let isInText = beganInText;
  for (let i = 0; i < piece.length; i += 1) {
    if (piece[i] === "\\" && isInText) i += 1;
    else if (piece[i] === '"') isInText = !isInText;
  }
  return isInText;
}

function* partsOf(template: string): Generator<Part> {
  let at = 0;
  let isInText = false;
  while (at < template.length) {
    const open = template.indexOf(openMark, at);
    const literal = template.slice(at, open < 0 ? undefined : open);
    isInText = endsInText(literal, isInText);
    yield { literal };
    if (open < 0) return;
    const close = template.indexOf(closeMark, open);
    if (close < 0) throw new TemplateError("unclosed", "A {{ has no }} after it.");
    const path = template.slice(open + openMark.length, close).trim();
    if (!pathPattern.test(path)) {
      const name = path.slice(0, 60);
      const message = `Between {{ and }} belongs a name such as data.message, not “${name}”.`;
      throw new TemplateError("name", message, { name });
    }
    yield { path: path.split("."), isInText };
    at = close + closeMark.length;
  }
}

/** Only what a value itself has: nothing that every object of JavaScript inherits. */
function lookUp(view: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    view,
  );
}

function escapedWithin(value: unknown, safe: Escape): unknown {
  if (typeof value === "string") return safe(value);
  if (Array.isArray(value)) return value.map((entry) => escapedWithin(entry, safe));
  if (typeof value !== "object" || value === null || isRawJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [safe(name), escapedWithin(entry, safe)]),
  );
}

function written(value: unknown, isInText: boolean, safe: Escape): string {
  if (!isInText) return JSON.stringify(escapedWithin(value, safe) ?? null);
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return JSON.stringify(safe(text)).slice(1, -1);
}

/**
 * Fills a template: JSON with `{{names}}` of an event. Between quotes a name becomes its words, anywhere else its JSON;
 * what the event has not is empty there and null here. There is nothing to run in it: no conditions, no loops.
 * @returns JSON, at most 1 MB
 * @throws TemplateError when it makes no JSON, or too much of it
 */
export function fillTemplate(template: string, view: unknown, safe: Escape = (text) => text): string {
  let output = "";
  for (const part of partsOf(template)) {
    output += "literal" in part ? part.literal : written(lookUp(view, part.path), part.isInText, safe);
    if (output.length > maxOutputLength)
      throw new TemplateError("too_large", "The template makes more than 1 MB.");
  }
  assertJson(output);
  return output;
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    // The machine's own words would quote what customers wrote.
    throw new TemplateError("no_json", "What the template makes is not valid JSON.", { cause: error });
  }
}
