import { type CreatedRange, isWithin, type PageParams, pageOf } from "../paging.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Row } from "../store.ts";
import { render } from "../views/index.ts";

type Json = Record<string, unknown>;

/** One page of rows, rendered. @param url the list's own address, as Stripe repeats it */
export function listed<T extends Row>(
  sandbox: Sandbox,
  table: { noun: string; where(matches: (row: T) => boolean): T[] },
  url: string,
  params: PageParams,
  matches: (row: T) => boolean,
): Json {
  const page = pageOf(table.where(matches), params, { url, noun: table.noun });
  return { ...page, data: page.data.map((row) => render(sandbox, row)) };
}

/** A filter that is left out lets everything pass. */
export function fits<T>(wanted: T | undefined, value: T): boolean {
  return wanted === undefined || wanted === value;
}

export function madeIn(created: number, range: CreatedRange): boolean {
  return isWithin(created, range);
}
