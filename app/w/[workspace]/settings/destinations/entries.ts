import type { z } from "zod";
import {
  type ChangeDestinationInput,
  type createDestinationSchema,
  type DestinationFormat,
  type DestinationView,
  destinationLimits,
} from "#server/destinations/schemas.ts";

type Filter = DestinationView["filter"];
export type HeaderEntry = { key: number; name: string; value: string };

/** A destination as a form holds it: numbers as they were typed, headers only when they are given anew. */
export type DestinationEntries = {
  name: string;
  url: string;
  format: DestinationFormat;
  filter: Filter;
  template: string | null;
  rate: string;
  concurrency: string;
  ordered: boolean;
  /** Null leaves what is stored: nobody can read it back. */
  headers: HeaderEntry[] | null;
};

export const newDestination: DestinationEntries = {
  ...{ name: "", url: "", format: "standard", filter: {}, template: null },
  ...{ rate: "", concurrency: "10", ordered: false, headers: null },
};

export const entriesOf = (destination: DestinationView): DestinationEntries => ({
  name: destination.name,
  url: destination.url,
  format: destination.format,
  filter: destination.filter,
  template: destination.template,
  rate: destination.ratePerSecond === null ? "" : String(destination.ratePerSecond),
  concurrency: String(destination.concurrency),
  ordered: destination.ordered,
  headers: null,
});

/** What is no whole number stays none, for the schema to complain of. */
const numberOf = (typed: string): number => (typed.trim() === "" ? Number.NaN : Number(typed));

const headersOf = (headers: readonly HeaderEntry[]): Record<string, string> =>
  Object.fromEntries(
    headers
      .filter(({ name, value }) => name.trim() !== "" || value !== "")
      .map(({ name, value }) => [name.trim(), value]),
  );

/** The form as the API takes it. */
export const inputOf = (entries: DestinationEntries): z.input<typeof createDestinationSchema> => ({
  name: entries.name,
  url: entries.url,
  format: entries.format,
  filter: entries.filter,
  template: entries.template,
  ratePerSecond: entries.rate.trim() === "" ? null : numberOf(entries.rate),
  concurrency: numberOf(entries.concurrency),
  ordered: entries.ordered,
  ...(entries.headers && { headers: headersOf(entries.headers) }),
});

/** What somebody changed in the form, and nothing else: what others changed meanwhile stays. */
export function changesOf(
  destination: DestinationView,
  entries: DestinationEntries,
): Omit<z.input<typeof createDestinationSchema>, "name" | "url"> &
  Partial<Pick<ChangeDestinationInput, "name" | "url">> {
  const before = inputOf(entriesOf(destination));
  const after = inputOf({ ...entries, name: entries.name.trim(), url: entries.url.trim() });
  return Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof typeof before]),
    ),
  );
}

/** Whether another header may be added. */
export const hasRoom = (headers: readonly HeaderEntry[]) => headers.length < destinationLimits.headers;
