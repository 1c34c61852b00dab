import { and, eq, inArray, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { dataExports, exportChunks } from "#db/schema/index.ts";
import { record } from "#server/audit/index.ts";
import { enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import type { Membership } from "#server/workspaces/index.ts";
import type { ArchiveWriter } from "./export-file.ts";
import { forgetExport } from "./forget-export.ts";

/** How long the file can be downloaded. */
const keptMs = 24 * 3_600_000;
/** A piece of the file that is written at once. */
const chunkBytes = 1024 * 1024;
/** People who watch are told this often; a cancelled export stops within this time too. */
const paceMs = 1_000;
/** After this long without a sign of life the job is begun again; the queue itself would wait four hours. */
const deadAfterMs = 120_000;
const signEveryMs = 30_000;
const maxRuns = 5;
/** Its size is kept as an `integer`. */
const maxFileBytes = 2_000_000_000;

/** The run stops here. `failure` says why for people; null when the export was cancelled or another run has taken over. */
export class ExportEnded extends Error {
  override name = "ExportEnded";
  readonly failure: string | null;

  constructor(failure: string | null) {
    super(`The export ended: ${failure ?? "not its turn any more"}`);
    this.failure = failure;
  }
}

type Payload = { workspaceId: string; exportId: string };
type ExportRow = typeof dataExports.$inferSelect;

/** One attempt to make the file of an export. Whatever it writes, it writes only while it is its turn. */
export class ExportRun {
  readonly workspaceId: string;
  readonly kind: ExportRow["kind"];
  readonly format: ExportRow["format"];
  readonly requestedBy: string | null;
  readonly #id: string;
  readonly #run: number;
  readonly #job: JobDefinition<Payload>;
  #rows = 0;
  #chunks = 0;
  #bytes = 0;
  #savedAtMs = performance.now();
  #signedAtMs = performance.now();

  constructor(row: ExportRow, job: JobDefinition<Payload>) {
    this.workspaceId = row.workspaceId;
    this.kind = row.kind;
    this.format = row.format;
    this.requestedBy = row.requestedBy;
    this.#id = row.id;
    this.#run = row.run;
    this.#job = job;
  }

  /** Takes the turn; null when there is nothing to make. What an earlier run wrote is thrown away. */
  static async begin(
    { workspaceId, exportId }: Payload,
    job: JobDefinition<Payload>,
  ): Promise<ExportRun | null> {
    const run = await systemDb().transaction(async (tx) => {
      const [row] = await tx
        .update(dataExports)
        .set({ state: "running", run: sql`${dataExports.run} + 1`, rowsDone: 0, rowsTotal: null })
        .where(
          and(
            eq(dataExports.workspaceId, workspaceId),
            eq(dataExports.id, exportId),
            inArray(dataExports.state, ["queued", "running"]),
          ),
        )
        .returning();
      if (!row) return null;
      await tx.delete(exportChunks).where(eq(exportChunks.exportId, exportId));
      const begun = new ExportRun(row, job);
      await begun.#signLife(tx);
      await nudge(tx, workspaceId, "data");
      return begun;
    });
    if (run && run.#run > maxRuns) {
      await run.fail("internal");
      return null;
    }
    return run;
  }

  /** Says how much there is, and what whoever asked may see of it. */
  async expect(rowsTotal: number, member: Membership | undefined): Promise<void> {
    const sight = member && sightKept(member);
    await systemDb().transaction((tx) => this.#change(tx, { rowsTotal, ...(sight && { sight }) }));
  }

  /** Counts rows that are in the archive, and saves what is due. @throws ExportEnded when it is not its turn any more */
  async progress(rows: number, archive: ArchiveWriter): Promise<void> {
    this.#rows += rows;
    const isDue = performance.now() - this.#savedAtMs > paceMs;
    if (isDue || archive.waiting >= chunkBytes) await this.#save(archive);
  }

  /** Saves the rest and offers the file. */
  async finish(archive: ArchiveWriter): Promise<void> {
    await this.#save(archive);
    const now = new Date();
    const expiresAt = new Date(now.getTime() + keptMs);
    const { workspaceId } = this;
    await systemDb().transaction(async (tx) => {
      await this.#change(tx, {
        ...{ state: "ready", sizeBytes: this.#bytes, rowsDone: this.#rows, finishedAt: now, expiresAt },
      });
      const details = { kind: this.kind, format: this.format, rows: this.#rows };
      await record(tx, {
        workspaceId,
        actor: system,
        action: "data.export_ready",
        target: this.#id,
        details,
      });
      await enqueue(tx, forgetExport, { workspaceId, exportId: this.#id }, { runAt: expiresAt });
    });
  }

  /** Gives up, for a reason that people are told. */
  async fail(failure: string): Promise<void> {
    const { workspaceId } = this;
    await systemDb().transaction(async (tx) => {
      await this.#change(tx, { state: "failed", failure, finishedAt: new Date() });
      const details = { kind: this.kind, failure };
      await record(tx, {
        workspaceId,
        actor: system,
        action: "data.export_failed",
        target: this.#id,
        details,
      });
      await enqueue(tx, forgetExport, { workspaceId, exportId: this.#id });
    });
  }

  async #save(archive: ArchiveWriter): Promise<void> {
    const body = archive.take();
    this.#bytes += body.length;
    if (this.#bytes > maxFileBytes) throw new ExportEnded("too_large");
    await systemDb().transaction(async (tx) => {
      await this.#change(tx, { rowsDone: this.#rows });
      if (performance.now() - this.#signedAtMs > signEveryMs) await this.#signLife(tx);
      if (body.length === 0) return;
      const { workspaceId } = this;
      await tx
        .insert(exportChunks)
        .values({ workspaceId, exportId: this.#id, position: this.#chunks++, body });
    });
    this.#savedAtMs = performance.now();
  }

  /** @throws ExportEnded when it is not its turn any more */
  async #change(tx: Transaction, change: Partial<ExportRow>): Promise<void> {
    const changed = await tx
      .update(dataExports)
      .set(change)
      .where(
        and(
          eq(dataExports.workspaceId, this.workspaceId),
          eq(dataExports.id, this.#id),
          eq(dataExports.run, this.#run),
          eq(dataExports.state, "running"),
        ),
      )
      .returning({ id: dataExports.id });
    if (changed.length === 0) throw new ExportEnded(null);
    await nudge(tx, this.workspaceId, "data");
  }

  async #signLife(tx: Transaction): Promise<void> {
    this.#signedAtMs = performance.now();
    await enqueue(
      tx,
      this.#job,
      { workspaceId: this.workspaceId, exportId: this.#id },
      { key: `export-data:${this.#id}:again`, runAt: new Date(Date.now() + deadAfterMs) },
    );
  }
}

const system = { kind: "system" } as const;

/** The part of a membership that decides what an export of the inbox may hold. */
export const sightKept = ({ onlyNumbers, assignedOnly, hidePhones, noExport }: Membership) => ({
  onlyNumbers: onlyNumbers?.toSorted() ?? null,
  assignedOnly,
  hidePhones,
  noExport,
});
