import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Queryable } from "#db/client.ts";
import type { Holding, Row } from "#db/holding.ts";
import { numbers } from "#db/schema/index.ts";
import { type Contact, namesContact, parseContact } from "#server/core/contact.ts";
import { DomainError } from "#server/core/errors.ts";
import { allHoldings, type HoldingDomain } from "./holdings.ts";
import { keyOf, keyOrder, keySelection, rowsAfter } from "./rows.ts";

/** Rows looked at in one go: bodies may have a megabyte each. */
const pageRows = 200;

export type Searched = Holding & {
  domain: HoldingDomain;
  contact: Extract<Holding["contact"], { namedIn: unknown }>;
};

/** The tables that may name a contact. */
export const searched: readonly Searched[] = allHoldings.flatMap((holding) =>
  "namedIn" in holding.contact ? [{ ...holding, contact: holding.contact }] : [],
);

export type Found = { keys: unknown[][]; next: unknown[] | null };

/**
 * Looks at the next rows of a table behind the key `after`: which of them name the contact, and where to go on (null at
 * the end). `among` looks only at some. The rows are read rather than matched in the database, which takes longer.
 */
export async function findNaming(
  tx: Queryable,
  { table, contact: { namedIn } }: Searched,
  workspaceId: string,
  contact: Contact,
  after: unknown[] | null,
  among?: SQL,
): Promise<Found> {
  const columns: Record<string, PgColumn> = Object.fromEntries(
    namedIn.map((column, index) => [`text${index}`, column]),
  );
  const rows: Row[] = await tx
    .select({ ...keySelection(table), ...columns })
    .from(table)
    .where(and(rowsAfter(table, workspaceId, after), among))
    .orderBy(keyOrder(table))
    .limit(pageRows);
  const naming = rows.filter((row) => namedIn.some((_, index) => namesContact(contact, row[`text${index}`])));
  const last = rows.at(-1);
  return {
    keys: naming.map((row) => keyOf(table, row)),
    next: rows.length === pageRows && last ? keyOf(table, last) : null,
  };
}

/** @throws DomainError invalid `data.contact_invalid` */
export function contactFrom(input: string): Contact {
  const contact = parseContact(input);
  if (contact) return contact;
  throw new DomainError(
    "invalid",
    "data.contact_invalid",
    "This is not a phone number with its country code, nor the address of one person's chat.",
  );
}

/** @throws DomainError invalid `data.own_number`: every event of a number names it */
export async function assertNotOurs(tx: Queryable, workspaceId: string, contact: Contact): Promise<void> {
  const ours = await tx
    .select({ phoneNumber: numbers.phoneNumber })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.allowed, true)));
  if (!ours.some(({ phoneNumber }) => namesContact(contact, phoneNumber))) return;
  throw new DomainError(
    "invalid",
    "data.own_number",
    "This is a number of the workspace itself. Only contacts can be erased; delete the number under Numbers.",
  );
}
