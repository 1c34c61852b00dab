import { z } from "zod";
import type { Procedure } from "./procedures.ts";

/** Where an id stands in an input: `numberId`, `sessionIds[]`, `restrictions.onlyNumbers[]`. */
export type Position = readonly string[];

export const nameOf = (position: Position) => position.join(".").replaceAll(".[]", "[]");

/** Fields that name a thing, or a place in a list, by what an earlier answer said. */
const idLike = /^(id|ids|.*(Id|Ids|Numbers)|chat|chats|mentions|handOverTo|before|after|cursor)$/;
/** They say where to go on in a list rather than name a thing. */
const cursorLike = /^(before|after|cursor|lastEventId)$/;
/** An address at WhatsApp, opaque to us: whoever sees every chat may write to any. */
const addresses = new Set(["chatId", "chatIds"]);

type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
};

function leavesOf(schema: JsonSchema): string[][] {
  const inside = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap(
    leavesOf,
  );
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, value]) =>
    leavesOf(value).map((rest) => [name, ...rest]),
  );
  const items = schema.items ? leavesOf(schema.items).map((rest) => ["[]", ...rest]) : [];
  // Null beside a list is no place of its own.
  const deeper = [...inside, ...fields, ...items].filter((leaf) => leaf.length > 0);
  return deeper.length > 0 ? deeper : [[]];
}

/** The name that a position goes by: that of the field, also for what is in its list. */
const fieldOf = (position: Position) => position.findLast((part) => part !== "[]") ?? "";

/** Every place of a procedure's input in which an id may stand. */
export function idPositionsOf({ inputs }: Procedure): Position[] {
  const positions = inputs.flatMap((input) =>
    leavesOf(z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as JsonSchema),
  );
  const named = new Map(positions.map((position) => [nameOf(position), position]));
  return [...named.values()].filter((position) => {
    const field = fieldOf(position);
    return idLike.test(field) && !addresses.has(field);
  });
}

/** Whether it says where to go on in a list. */
export const isCursor = (position: Position) => cursorLike.test(fieldOf(position));

/** The input with another value in one place, which need not be there yet. */
export function replaceAt(input: unknown, [part, ...rest]: Position, value: unknown): unknown {
  if (part === undefined) return value;
  if (part === "[]") return [replaceAt(undefined, rest, value)];
  const object = typeof input === "object" && input !== null ? input : {};
  return { ...object, [part]: replaceAt((object as Record<string, unknown>)[part], rest, value) };
}

/** What stands in one place of an input; undefined for nothing. */
export function valueAt(input: unknown, [part, ...rest]: Position): unknown {
  if (part === undefined) return input;
  if (typeof input !== "object" || input === null) return undefined;
  return valueAt((input as Record<string, unknown>)[part === "[]" ? "0" : part], rest);
}

/** Whether a query can be asked with nothing but its workspace, as a list can. */
export function needsNothing({ inputs }: Procedure): boolean {
  return inputs.every((input) => input.safeParse({ workspace: "a" }).success);
}
