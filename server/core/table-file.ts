import { stringify } from "csv-stringify/sync";

export type TableFormat = "csv" | "json";
/** Of plain values alone. */
export type TableRow = Readonly<Record<string, string | number | boolean | null>>;

type Name = { what: string; slug: string; format: TableFormat };

/** Says what a file is, for its browser: CSV, or JSON with a row a line. `what-slug-day`. */
export function tableFile({ what, slug, format }: Name): { fileName: string; contentType: string } {
  const name = `${what}-${slug}-${new Date().toISOString().slice(0, 10)}`;
  return format === "csv"
    ? { fileName: `${name}.csv`, contentType: "text/csv; charset=utf-8" }
    : { fileName: `${name}.ndjson`, contentType: "application/x-ndjson; charset=utf-8" };
}

/** The text of a table, a part for each batch of its rows; a part may be empty. */
export async function* tableText(
  format: TableFormat,
  columns: readonly string[],
  batches: AsyncIterable<readonly TableRow[]>,
): AsyncGenerator<string> {
  // The mark at the start tells Excel that it is UTF-8.
  if (format === "csv") yield stringify([columns], { bom: true });
  for await (const rows of batches) {
    yield format === "csv" ? csvOf(columns, rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
}

/** A cell that begins like a formula is one for a spreadsheet; what others wrote must not be. */
const csvOf = (columns: readonly string[], rows: readonly TableRow[]) =>
  stringify(
    rows.map((row) => columns.map((column) => row[column] ?? null)),
    { escape_formulas: true, cast: { boolean: String } },
  );
