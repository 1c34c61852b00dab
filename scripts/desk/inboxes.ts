import { and, asc, eq, gt } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { events } from "#db/schema/index.ts";
import { createInbox } from "#server/inbox/index.ts";
import { type Command, text, wholeNumber, workspaceNamed } from "./command.ts";

const pageSize = 500;

export const inboxCreate: Command = {
  about: "make an inbox by hand; it shows every event that it receives",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    name: { type: "string", about: "what people call it", required: true },
    secret: { type: "string", about: "the signing secret (one is made)" },
    unsigned: { type: "boolean", about: "accept events without a signature" },
  },
  async run(values) {
    const workspace = await workspaceNamed(values);
    const given = typeof values.secret === "string" ? { secret: values.secret } : {};
    const inbox = await createInbox(
      workspace.id,
      { name: text(values, "name"), ...(values.unsigned ? { secret: null } : given) },
      { kind: "operator" },
    );
    return { id: inbox.id, url: inbox.url, secret: inbox.secret };
  },
};

/** Prints pages as they are read, so that any number of events fits in memory. */
export const inboxEvents: Command = {
  about: "print stored events, oldest first, one JSON object a line",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    after: { type: "string", about: "only events after this seq (0)" },
    limit: { type: "string", about: "at most this many (all)" },
  },
  async run(values) {
    const workspace = await workspaceNamed(values);
    let after = wholeNumber(values, "after", 0);
    let left = wholeNumber(values, "limit", Number.MAX_SAFE_INTEGER);
    while (left > 0) {
      const rows = await systemDb()
        .select({
          seq: events.seq,
          id: events.id,
          event: events.event,
          receivedAt: events.receivedAt,
          verdict: events.verdict,
          duplicates: events.duplicates,
          sha256: events.sha256,
        })
        .from(events)
        .where(and(eq(events.workspaceId, workspace.id), gt(events.seq, after)))
        .orderBy(asc(events.seq))
        .limit(Math.min(left, pageSize));
      for (const row of rows) {
        process.stdout.write(`${JSON.stringify({ ...row, sha256: row.sha256.toString("hex") })}\n`);
      }
      after = rows.at(-1)?.seq ?? after;
      left -= rows.length;
      if (rows.length < pageSize) break;
    }
    return undefined;
  },
};
