import { and, eq, inArray, sql } from "drizzle-orm";
import { dataExports } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { assertRoom } from "#server/plans/index.ts";
import { exportData } from "./export-job.ts";
import type { ExportView } from "./schemas.ts";

type Wanted = Pick<ExportView, "kind" | "format">;

/**
 * Begins an export; a job makes it.
 * @throws DomainError conflict `data.export_running`: one of everything a workspace, one of the inbox a person;
 * `plan.limit_reached_*` when the month has no more (months are those of UTC)
 */
export function startExport(
  workspaceId: string,
  { kind, format }: Wanted,
  actor: Actor,
  requestedBy: string | null,
): Promise<{ id: string }> {
  return inTenant(workspaceId, async (tx) => {
    // Two clicks at once take turns.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`export ${workspaceId}`}, 0))`);
    const [running] = await tx
      .select({ id: dataExports.id })
      .from(dataExports)
      .where(
        and(
          eq(dataExports.workspaceId, workspaceId),
          eq(dataExports.kind, kind),
          inArray(dataExports.state, ["queued", "running"]),
          kind === "events" && requestedBy !== null ? eq(dataExports.requestedBy, requestedBy) : undefined,
        ),
      );
    if (running) throw alreadyRunning();
    await assertRoom(tx, workspaceId, "exportsPerMonth");
    const id = newId();
    await tx.insert(dataExports).values({ workspaceId, id, kind, format, requestedBy, state: "queued" });
    await record(tx, { workspaceId, actor, action: "data.export", target: id, details: { kind, format } });
    await enqueue(tx, exportData, { workspaceId, exportId: id }, { key: `export-data:${id}` });
    await nudge(tx, workspaceId, "data");
    return { id };
  });
}

const alreadyRunning = () =>
  new DomainError(
    "conflict",
    "data.export_running",
    "An export like this is being made already. Wait until it is ready, or cancel it.",
  );
