import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type ServedBy, servedBy } from "#server/api/operations.ts";
import { appRouter } from "#server/api/root.ts";
import { type OperationId, operations } from "#server/moltflow/index.ts";

const file = fileURLToPath(new URL("../docs/api.md", import.meta.url));

/** The tags that people use every day; every operation of theirs has to be served. */
export const coreTags = ["sessions", "messages", "groups", "labels", "webhooks"] as const;

const start =
  "<!-- Written by `node scripts/api-table.ts --write` from the contract and server/api/operations.ts. -->";
const end = "<!-- End of the table. -->";

/** The operations of the core tags, in the contract's order. */
export const coreOperations = (Object.keys(operations) as OperationId[]).filter((id) =>
  (coreTags as readonly string[]).includes(operations[id].tag),
);

type Meta = { permission?: string };
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta } }>;

/** What a procedure asks of its caller; undefined when there is no such procedure. */
export const permissionOf = (path: string): string | undefined => procedures[path]?._def.meta?.permission;

function row(id: OperationId, served: NonNullable<ServedBy[OperationId]>): string[] {
  const { method, path, tag } = operations[id];
  const old = served.invalidates.map((name) => `\`${name}\``).join(", ");
  const permission = permissionOf(served.procedure) ?? "";
  return [tag, `\`${method} ${path}\``, `\`${served.procedure}\``, `\`${permission}\``, served.class, old];
}

/** The table as Markdown. Throws for an operation that nothing serves. */
export function renderTable(): string {
  const head = ["tag", "MoltFlow's operation", "procedure", "permission", "class", "makes old"];
  const rows = coreOperations.map((id) => {
    const served = servedBy[id];
    if (!served) throw new Error(`Nothing serves ${id}: add it to the operations.ts of its domain.`);
    return row(id, served);
  });
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** The document with a fresh table. */
export function withFreshTable(document: string): string {
  const [before, rest = ""] = document.split(start);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined) throw new Error("docs/api.md has lost the table's marks.");
  return `${before}${start}\n\n${renderTable()}\n\n${end}${after}`;
}

if (import.meta.main && process.argv.includes("--write")) {
  await writeFile(file, withFreshTable(await readFile(file, "utf8")));
}
