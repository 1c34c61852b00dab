import { and, eq, inArray } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { events } from "#db/schema/index.ts";
import { inTenant, type Sight } from "#db/tenant.ts";
import { withoutPhones } from "#server/api/without-phones.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { type TableRow, tableFile, tableText } from "#server/core/table-file.ts";
import { lastEventSeq, type Membership } from "#server/workspaces/index.ts";
import type { EventFilter, ExportEventsInput } from "./schemas.ts";
import { searchEvents } from "./search-events.ts";
import type { EventSummary } from "./view.ts";
import { readVisibility, visibleEvents } from "./visibility.ts";

/** Whose file it is. */
type Reader = {
  workspace: Pick<Membership, "id" | "slug" | "hidePhones">;
  sight: Sight;
  actor: Actor;
};

const columns = [
  ...["seq", "id", "receivedAt", "event", "inboxId", "sessionId", "chatId", "direction", "sender"],
  ...["verdict", "duplicates", "sizeBytes", "body", "base64"],
];

type Found = Awaited<ReturnType<typeof searchEvents>>;

const pageSize = 200;
/** Bodies that are held at once, as far as one alone is not larger. */
const heldBytes = 4 * 1024 * 1024;

/**
 * Makes a file of the events that fit, newest first, each with its body: as text, or as base64 where it is none. Only
 * what the reader may see is in it, and no phone numbers for whoever is shown none. That it was made is recorded; of
 * the filter only which fields it had, for those may hold customers' words.
 */
export async function exportEvents({ workspace, sight, actor }: Reader, asked: ExportEventsInput) {
  const { format, ...filter } = asked;
  const filteredBy = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  await record(systemDb(), {
    ...{ workspaceId: workspace.id, actor, action: "event.export" },
    details: { format, ...(filteredBy.length > 0 && { filteredBy }) },
  });
  const body = tableText(format, columns, batchesOf(workspace, sight, filter));
  return { ...tableFile({ what: "events", slug: workspace.slug, format }), body };
}

async function* batchesOf(
  { id: workspaceId, hidePhones: hidesPhones }: Reader["workspace"],
  sight: Sight,
  filter: EventFilter,
): AsyncGenerator<TableRow[]> {
  // What arrives while the file is made is not in it.
  let before: number | null = (await lastEventSeq(workspaceId)) + 1;
  while (before !== null) {
    const reading = { before, limit: pageSize, hidesPhones };
    const page: Found = await inTenant(sight, (tx) => searchEvents(tx, sight, filter, reading));
    for (const part of inParts(page.events)) {
      const rows = await withBodies(sight, part);
      yield hidesPhones ? rows.map((row) => withoutPhones(workspaceId, row)) : rows;
    }
    // A long search that finds nothing can be broken off here too.
    if (page.events.length === 0) yield [];
    before = page.nextBefore;
  }
}

function* inParts(page: readonly EventSummary[]): Generator<EventSummary[]> {
  let part: EventSummary[] = [];
  let bytes = 0;
  for (const event of page) {
    if (part.length > 0 && bytes + event.sizeBytes > heldBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(event);
    bytes += event.sizeBytes;
  }
  if (part.length > 0) yield part;
}

async function withBodies(sight: Sight, part: readonly EventSummary[]): Promise<TableRow[]> {
  const ids = part.map(({ id }) => id);
  const found = await inTenant(sight, async (tx) =>
    tx
      .select({ id: events.id, body: events.body })
      .from(events)
      .where(
        and(
          eq(events.workspaceId, sight.workspaceId),
          inArray(events.id, ids),
          visibleEvents(await readVisibility(tx, sight)),
        ),
      ),
  );
  const bodies = new Map(found.map(({ id, body }) => [id, body]));
  return part.flatMap(({ preview: _preview, ...event }) => {
    const body = bodies.get(event.id);
    // Retention may have taken it meanwhile.
    return body === undefined ? [] : [{ ...event, ...textOf(body) }];
  });
}

function textOf(bytes: Uint8Array): { body: string | null; base64: string | null } {
  try {
    return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), base64: null };
  } catch {
    return { body: null, base64: Buffer.from(bytes).toString("base64") };
  }
}
