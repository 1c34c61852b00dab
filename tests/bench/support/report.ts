/** One line of the table. `ratio` is value ÷ baseline. */
export type Measure = {
  measure: string;
  value: number;
  unit: string;
  baseline?: number;
  ratio?: number;
  wanted: string;
  ok: boolean;
  /** What else was seen. */
  details?: unknown;
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value that `share` (0–1) of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const rounded = (value: number | undefined) =>
  value === undefined ? "" : value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : 0 });

/** The measures as a table for a terminal. */
export function toTable(measures: readonly Measure[]): string {
  const rows = measures.map(({ measure, value, unit, baseline, ratio, wanted, ok }) => [
    measure,
    `${rounded(value)} ${unit}`,
    rounded(baseline),
    rounded(ratio),
    wanted,
    ok ? "yes" : "NO",
  ]);
  const table = [["measure", "value", "baseline", "ratio", "wanted", "ok"], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
