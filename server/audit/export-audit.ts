import { stringify } from "csv-stringify/sync";
import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { ChainEntry } from "./chain.ts";
import type { ExportHeader } from "./export-file.ts";
import { matching } from "./matching.ts";
import { namesOf } from "./names.ts";
import { readChain, readHead } from "./read-chain.ts";
import { type Actor, record } from "./record.ts";
import type { AuditFilter, ExportAuditInput } from "./schemas.ts";
import { readSeals, sealEnd } from "./seals.ts";
import { sealKeys } from "./signing.ts";

/** A file to hand on while it is made. */
export type AuditExport = { fileName: string; contentType: string; body: AsyncGenerator<string> };

const columns = [
  ...["seq", "at", "outcome", "action", "actor_kind", "actor_id", "actor", "target", "target_name"],
  ...["ip", "details", "hash"],
];

/**
 * Makes a file of the log, oldest first. It is recorded first, so the file tells of itself, and the end is sealed, so a
 * JSON file without a filter can be verified to its last entry.
 */
export async function exportAudit(
  workspaceId: string,
  { format, ...filter }: ExportAuditInput,
  actor: Actor,
): Promise<AuditExport> {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  await record(systemDb(), {
    workspaceId,
    actor,
    action: "audit.export",
    details: { format, ...(asked.length > 0 && { filter: Object.fromEntries(asked) }) },
  });
  await sealEnd(workspaceId);
  const [workspace] = await systemDb().select().from(workspaces).where(eq(workspaces.id, workspaceId));
  const { slug = "", name = "" } = workspace ?? {};
  const exportedAt = new Date().toISOString();
  const fileName = `audit-${slug}-${exportedAt.slice(0, 10)}`;
  if (format === "csv") {
    return {
      fileName: `${fileName}.csv`,
      contentType: "text/csv; charset=utf-8",
      body: csvOf(workspaceId, filter),
    };
  }
  const header = { workspace: { id: workspaceId, slug, name }, exportedAt, asked };
  return {
    fileName: `${fileName}.ndjson`,
    contentType: "application/x-ndjson; charset=utf-8",
    body: linesOf(header, filter),
  };
}

type Header = Pick<ExportHeader, "workspace" | "exportedAt"> & { asked: [string, unknown][] };

async function* linesOf({ workspace, exportedAt, asked }: Header, filter: AuditFilter) {
  const head = await readHead(workspace.id);
  const throughSeq = head?.seq ?? 0;
  const seals = await inTenant(workspace.id, (tx) => readSeals(tx, workspace.id));
  const header: ExportHeader = {
    format: "moltdesk.audit",
    version: 1,
    workspace,
    exportedAt,
    filter: asked.length > 0 ? Object.fromEntries(asked) : null,
    keys: sealKeys(),
    seals: seals.filter(({ seq }) => seq <= throughSeq),
  };
  yield `${JSON.stringify(header)}\n`;
  let entries = 0;
  let lastSeq = 0;
  for await (const batch of readChain(workspace.id, throughSeq, matching(filter))) {
    const first = batch[0]?.seq ?? 0;
    if (header.filter === null && lastSeq > 0 && first !== lastSeq + 1) {
      throw new Error("Retention cut the audit while it was exported.");
    }
    entries += batch.length;
    lastSeq = batch.at(-1)?.seq ?? lastSeq;
    yield batch.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  }
  yield `${JSON.stringify({ end: { entries } })}\n`;
}

async function* csvOf(workspaceId: string, filter: AuditFilter) {
  // The mark at the start tells Excel that it is UTF-8.
  yield stringify([columns], { bom: true });
  const head = await readHead(workspaceId);
  for await (const batch of readChain(workspaceId, head?.seq ?? 0, matching(filter))) {
    const ids = batch.flatMap(({ actorId, target }) => [actorId, target]);
    const names = await inTenant(workspaceId, (tx) => namesOf(tx, workspaceId, ids));
    // A cell that begins like a formula is one for a spreadsheet; what others wrote must not be.
    yield stringify(
      batch.map((entry) => csvRow(entry, names)),
      { escape_formulas: true },
    );
  }
}

function csvRow(entry: ChainEntry, names: Map<string, string>): (string | number | null)[] {
  const { seq, at, outcome, action, actorKind, actorId, target, ip, details, hash } = entry;
  const nameOf = (id: string | null) => names.get(id ?? "") ?? null;
  return [
    ...[seq, at, outcome, action, actorKind, actorId, nameOf(actorId), target, nameOf(target)],
    ...[ip, details, hash],
  ];
}
