import { and, getTableName, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { Holding, Row } from "#db/holding.ts";
import { events } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { allHoldings, type HoldingDomain } from "./holdings.ts";
import { keyOf, keyOrder, keySelection, ofWorkspace, rowsAfter } from "./rows.ts";
import type { ExportView } from "./schemas.ts";

/** Rows read in one go: bodies may have a megabyte each. */
const pageRows = 200;

export type Exported = Holding & {
  domain: HoldingDomain;
  exported: Extract<Holding["exported"], { columns: unknown }>;
};

const exportable: readonly Exported[] = allHoldings.flatMap((holding) =>
  "columns" in holding.exported ? [{ ...holding, exported: holding.exported }] : [],
);

/** The tables of an export: all that are declared, or the inbox as one person sees it. */
export const tablesOf = (kind: ExportView["kind"]): readonly Exported[] =>
  kind === "workspace" ? exportable : exportable.filter(({ table }) => table === events);

/** Where a table stands in the archive: `inbox/events`. */
export const fileName = ({ domain, table }: Exported): string => `${domain}/${getTableName(table)}`;

/** What is left out of an export of everything, and why. */
export const leftOut = (): Record<string, string> =>
  Object.fromEntries(
    allHoldings.flatMap(({ domain, table, exported }) =>
      "nothing" in exported ? [[`${domain}/${getTableName(table)}`, exported.nothing]] : [],
    ),
  );

const seenIn = async (tx: Transaction, place: Place, { exported }: Exported): Promise<SQL | undefined> =>
  exported.where?.(tx, place);

export async function countRows(tx: Transaction, place: Place, holding: Exported): Promise<number> {
  const { table } = holding;
  const [counted] = await tx
    .select({ rows: sql<number>`count(*)::int` })
    .from(table)
    .where(and(ofWorkspace(table, sightIn(place).workspaceId), await seenIn(tx, place, holding)));
  return counted?.rows ?? 0;
}

export type RowPage = { rows: Row[]; next: unknown[] | null };

/** The next rows behind the key `after`, and where to go on; null at the end. */
export async function readRows(
  tx: Transaction,
  place: Place,
  holding: Exported,
  after: unknown[] | null,
): Promise<RowPage> {
  const { table, exported } = holding;
  const read: Row[] = await tx
    .select({ ...keySelection(table), ...exported.columns })
    .from(table)
    .where(and(rowsAfter(table, sightIn(place).workspaceId, after), await seenIn(tx, place, holding)))
    .orderBy(keyOrder(table))
    .limit(pageRows);
  const names = Object.keys(exported.columns);
  const last = read.at(-1);
  return {
    rows: read.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))),
    next: read.length === pageRows && last ? keyOf(table, last) : null,
  };
}
