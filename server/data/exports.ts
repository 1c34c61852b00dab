import { and, asc, desc, eq, gt, type SQL } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { dataExports, exportChunks, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { permits } from "#server/members/index.ts";
import type { Membership } from "#server/workspaces/index.ts";
import { sightKept } from "./export-run.ts";
import { forgetExport } from "./forget-export.ts";
import type { ExportView } from "./schemas.ts";

/** Whoever asks for exports inside a workspace. */
export type Asker = { workspace: Membership; authorId: string | null; actor: Actor };
type ExportRow = typeof dataExports.$inferSelect;

const shown = 50;

/** All exports for who may export everything; their own exports of the inbox for the others. */
function inReach({ workspace, authorId }: Asker): SQL | undefined {
  const own = and(eq(dataExports.kind, "events"), eq(dataExports.requestedBy, authorId ?? ""));
  return and(eq(dataExports.workspaceId, workspace.id), permits(workspace, "data.export") ? undefined : own);
}

const isExpired = ({ state, expiresAt }: ExportRow) =>
  state === "ready" && expiresAt !== null && expiresAt.getTime() <= Date.now();

/** Newest first; the newest fifty. */
export async function listExports(asker: Asker): Promise<ExportView[]> {
  const rows = await inTenant(asker.workspace.id, (tx) =>
    tx
      .select({ row: dataExports, name: users.name, email: users.email })
      .from(dataExports)
      .leftJoin(users, eq(users.id, dataExports.requestedBy))
      .where(inReach(asker))
      .orderBy(desc(dataExports.createdAt), desc(dataExports.id))
      .limit(shown),
  );
  return rows.map(({ row, name, email }) => ({
    ...{ id: row.id, kind: row.kind, format: row.format, failure: row.failure },
    ...{ rowsDone: row.rowsDone, rowsTotal: row.rowsTotal, sizeBytes: row.sizeBytes },
    state: isExpired(row) ? "expired" : row.state,
    requestedBy: name ?? email,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }));
}

async function find(tx: Transaction, asker: Asker, id: string): Promise<ExportRow> {
  const [row] = await tx
    .select()
    .from(dataExports)
    .where(and(inReach(asker), eq(dataExports.id, id)))
    .for("update");
  if (!row) throw notFound("export");
  return row;
}

/** Stops an export, or takes back one that is ready. @throws DomainError `export.not_found` */
export function cancelExport(asker: Asker, id: string): Promise<void> {
  const workspaceId = asker.workspace.id;
  return inTenant(workspaceId, async (tx) => {
    const row = await find(tx, asker, id);
    if (!["queued", "running", "ready"].includes(row.state) || isExpired(row)) return;
    await tx
      .update(dataExports)
      .set({ state: "cancelled", finishedAt: new Date(), expiresAt: null })
      .where(and(eq(dataExports.workspaceId, workspaceId), eq(dataExports.id, id)));
    await record(tx, { workspaceId, actor: asker.actor, action: "data.export_cancel", target: id });
    await enqueue(tx, forgetExport, { workspaceId, exportId: id });
    await nudge(tx, workspaceId, "data");
  });
}

export type OpenExport = { fileName: string; sizeBytes: number; pieces: AsyncGenerator<Buffer> };

/**
 * The file of an export, for downloading; each time is written down.
 * @throws DomainError `export.not_found`, conflict `export.not_ready`, `export.expired`, `export.outdated` when the
 * requester may see less than when it was made
 */
export async function openExport(asker: Asker, id: string): Promise<OpenExport> {
  const workspaceId = asker.workspace.id;
  const row = await inTenant(workspaceId, async (tx) => {
    const found = await find(tx, asker, id);
    assertReady(found);
    if (!permits(asker.workspace, "data.export")) assertSameSight(found, asker.workspace);
    await record(tx, { workspaceId, actor: asker.actor, action: "data.export_download", target: id });
    return found;
  });
  const day = row.createdAt.toISOString().slice(0, 10);
  return {
    fileName: `moltdesk-${asker.workspace.slug}-${row.kind}-${day}.zip`,
    sizeBytes: row.sizeBytes ?? 0,
    pieces: readPieces(workspaceId, id),
  };
}

function assertReady(row: ExportRow): void {
  if (isExpired(row)) {
    throw new DomainError(
      "conflict",
      "export.expired",
      "This export was kept for 24 hours and is gone. Make a new one.",
    );
  }
  if (row.state === "ready") return;
  throw new DomainError("conflict", "export.not_ready", "This export has no file (yet). Look at its state.");
}

function assertSameSight({ sight }: ExportRow, membership: Membership): void {
  const then = sight && sightKept({ ...membership, ...sight });
  if (JSON.stringify(then) === JSON.stringify(sightKept(membership))) return;
  throw new DomainError(
    "conflict",
    "export.outdated",
    "What you may see has changed since this export was made. Make a new one.",
  );
}

async function* readPieces(workspaceId: string, exportId: string): AsyncGenerator<Buffer> {
  for (let after = -1; ; ) {
    const [piece] = await inTenant(workspaceId, (tx) =>
      tx
        .select({ position: exportChunks.position, body: exportChunks.body })
        .from(exportChunks)
        .where(
          and(
            eq(exportChunks.workspaceId, workspaceId),
            eq(exportChunks.exportId, exportId),
            gt(exportChunks.position, after),
          ),
        )
        .orderBy(asc(exportChunks.position))
        .limit(1),
    );
    if (!piece) return;
    yield piece.body;
    after = piece.position;
  }
}
