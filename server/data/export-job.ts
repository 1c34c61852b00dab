import { z } from "zod";
import type { Row } from "#db/holding.ts";
import { inTenant, type Place } from "#db/tenant.ts";
import { withoutPhones } from "#server/api/without-phones.ts";
import { defineJob, type JobDefinition } from "#server/jobs/index.ts";
import { permits } from "#server/members/index.ts";
import { listMemberships, type Membership, sightOf } from "#server/workspaces/index.ts";
import { ArchiveWriter, plainRow, TableWriter } from "./export-file.ts";
import {
  countRows,
  type Exported,
  fileName,
  leftOut,
  type RowPage,
  readRows,
  tablesOf,
} from "./export-plan.ts";
import { ExportEnded, ExportRun } from "./export-run.ts";

const exportPayload = z.object({ workspaceId: z.uuid(), exportId: z.uuid() });
type ExportPayload = z.output<typeof exportPayload>;

/**
 * Makes the file of an export. Begun again, by the queue or because its worker died, it starts from nothing; an earlier
 * run that goes on all the same finds that its turn is over.
 */
export const exportData: JobDefinition<ExportPayload> = defineJob({
  name: "export-data",
  payload: exportPayload,
  async run(payload) {
    const run = await ExportRun.begin(payload, exportData);
    if (!run) return;
    try {
      await write(run);
    } catch (error) {
      if (!(error instanceof ExportEnded)) throw error;
      if (error.failure !== null) await run.fail(error.failure);
    }
  },
});

/** Who reads: everything of the workspace, or what a member may see of it. */
type Reader = { place: Place; hide: (row: Row) => Row };

const whole = (workspaceId: string): Reader => ({ place: workspaceId, hide: (row) => row });

/**
 * What the requester may see at this moment: asked again for every page.
 * @throws ExportEnded when they have left, or may not export any more
 */
async function readerOf({
  workspaceId,
  kind,
  requestedBy,
}: ExportRun): Promise<Reader & { member?: Membership }> {
  if (kind === "workspace") return whole(workspaceId);
  const memberships = requestedBy === null ? [] : await listMemberships(requestedBy);
  const member = memberships.find(({ id }) => id === workspaceId);
  if (!member) throw new ExportEnded("requester_gone");
  if (!permits(member, "inbox.export")) throw new ExportEnded("not_allowed");
  const hide = (row: Row) =>
    member.hidePhones ? { ...withoutPhones(workspaceId, row), ...noBytes(row) } : row;
  return { place: sightOf(requestedBy, member), hide, member };
}

/** Nobody can read base64, so nobody can say that no number is in it. */
const noBytes = (row: Row): Row =>
  Object.fromEntries(
    Object.keys(row)
      .filter((name) => name.endsWith("Base64"))
      .map((name) => [name, null]),
  );

async function write(run: ExportRun): Promise<void> {
  const tables = tablesOf(run.kind);
  const { place, member } = await readerOf(run);
  await run.expect(
    await inTenant(place, async (tx) => {
      let rows = 0;
      for (const holding of tables) rows += await countRows(tx, place, holding);
      return rows;
    }),
    member,
  );
  const archive = new ArchiveWriter();
  const counts: Record<string, number> = {};
  for (const holding of tables) counts[fileName(holding)] = await writeTable(run, archive, holding);
  writeManifest(run, archive, counts);
  archive.end();
  await run.finish(archive);
}

async function writeTable(run: ExportRun, archive: ArchiveWriter, holding: Exported): Promise<number> {
  const table = new TableWriter(archive, fileName(holding), run.format);
  let written = 0;
  for (let page: RowPage = { rows: [], next: [] }, first = true; page.next !== null; first = false) {
    const { place, hide } = await readerOf(run);
    const after = first ? null : page.next;
    page = await inTenant(place, (tx) => readRows(tx, place, holding, after));
    table.write(page.rows.map((row) => hide(plainRow(row))));
    written += page.rows.length;
    await run.progress(page.rows.length, archive);
  }
  table.end();
  return written;
}

function writeManifest(run: ExportRun, archive: ArchiveWriter, rows: Record<string, number>): void {
  const { workspaceId, kind, format } = run;
  const manifest = {
    ...{ workspaceId, kind, format, madeAt: new Date().toISOString(), rows },
    ...(kind === "workspace" && { leftOut: leftOut() }),
  };
  archive.open("manifest.json");
  archive.write(`${JSON.stringify(manifest, null, 2)}\n`);
  archive.close();
}
