/**
 * What MoltFlow's answers are read with. Much of the contract is assumed, so the schemas of this folder insist only on
 * what a caller cannot do without (ids, states) and turn anything else that is missing or odd into null; `drift.ts`
 * tells the log about it. States, roles and event names are open strings: a new one must not break a screen.
 */
import { z } from "zod";

const EPOCH_MS_FROM = 1e11;

export const id = z.union([z.string().min(1), z.number().transform(String)]);
export const text = z.string().nullable().catch(null);
export const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullable()
  .catch(null);
export const bag = z.record(z.string(), z.unknown()).catch({});

/** ISO 8601 (UTC when it names no zone), epoch seconds or epoch milliseconds; null for anything else. */
export const instant = z.union([z.string(), z.number()]).transform(toDate).nullable().catch(null);

function toDate(value: string | number): Date | null {
  if (typeof value === "number" || /^\d{9,16}$/.test(value)) {
    const epoch = Number(value);
    return validDate(new Date(epoch < EPOCH_MS_FROM ? epoch * 1_000 : epoch));
  }
  const hasZone = /(Z|[+-]\d\d(:?\d\d)?)$/i.test(value) || !value.includes(":");
  return validDate(new Date(hasZone ? value : `${value}Z`));
}

function validDate(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The items of an array that can be read; null where there is no array. */
export function readable<T>(item: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .transform((items) =>
      items.flatMap((raw) => {
        const parsed = item.safeParse(raw);
        return parsed.success ? [parsed.data] : [];
      }),
    )
    .nullable()
    .catch(null);
}
