import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { chatAlias } from "#server/core/pseudonym.ts";
import { exportEvents } from "#server/inbox/index.ts";
import { type ExportEventsInput, exportEventsSchema } from "#server/inbox/schemas.ts";
import { makePlace, operator } from "#tests/server/replays/fixtures.ts";
import { noId, received, storeEvent } from "./fixtures.ts";

type Line = { seq: number; body: string | null; base64: string | null; chatId: string | null };

describe("a file of events", () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  const formula = '=HYPERLINK("https://evil.example")';
  const large = JSON.stringify({ event: "large", data: { text: "y".repeat(3_000_000) } });
  beforeAll(async () => {
    place = await makePlace({ events: 3 });
    const { workspaceId, inboxId } = place;
    await storeEvent(workspaceId, inboxId, formula);
    await storeEvent(workspaceId, inboxId, Buffer.from([0xff, 0xfe, 0x00]));
    await storeEvent(workspaceId, inboxId, large);
    await storeEvent(workspaceId, inboxId, large);
  });

  async function exported(
    input: Partial<ExportEventsInput>,
    { hidePhones = false, onlyNumbers = null as string[] | null } = {},
  ): Promise<string> {
    const { workspaceId, slug } = place;
    const { body } = await exportEvents(
      {
        workspace: { id: workspaceId, slug, hidePhones },
        sight: { workspaceId, onlyNumbers, assignedTo: null },
        actor: operator,
      },
      exportEventsSchema.parse({ format: "json", ...input }),
    );
    let text = "";
    for await (const part of body) text += part;
    return text;
  }
  const linesOf = async (...asked: Parameters<typeof exported>): Promise<Line[]> =>
    (await exported(...asked))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));

  test("has every event once, newest first, with its body byte for byte", async () => {
    const lines = await linesOf({});
    expect(lines.map(({ seq }) => seq)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(lines[0]?.body).toBe(large);
    expect(lines[2]).toMatchObject({
      body: null,
      base64: Buffer.from([0xff, 0xfe, 0x00]).toString("base64"),
    });
    expect(lines[6]?.body).toBe(received("s", "Event 0"));
  });

  test("has only what the filter lets through, by columns and by words", async () => {
    const seqs = async (input: Partial<ExportEventsInput>) => (await linesOf(input)).map(({ seq }) => seq);
    expect(await seqs({ event: "message.received" })).toEqual([3, 2, 1]);
    expect(await seqs({ path: "data.message", value: "Event 1" })).toEqual([2]);
    expect(await seqs({ delivery: "undelivered", event: "large" })).toEqual([7, 6]);
    expect(await seqs({ event: "nothing" })).toEqual([]);
  });

  test("is a table in which nothing is a formula", async () => {
    const text = await exported({ format: "csv", text: "hyperlink" });
    const [head, row = ""] = text.split("\n");
    expect(head).toMatch(/^\uFEFFseq,id,receivedAt,.*,body,base64$/);
    expect(row).toContain(`"'=HYPERLINK(`);
    expect(await exported({ format: "csv", event: "nothing" })).toBe(`${head}\n`);
  });

  test("tells no phone number to whoever sees none, and nothing to whoever sees no number", async () => {
    const { workspaceId } = place;
    const chat = "5511999999999@c.us";
    expect(await exported({ event: "message.received" })).toContain(chat);
    const hidden = await linesOf({ event: "message.received" }, { hidePhones: true });
    expect(hidden).toHaveLength(3);
    expect(JSON.stringify(hidden)).not.toContain("5511999999999");
    expect(hidden[0]?.chatId).toBe(chatAlias(workspaceId, chat));
    expect(await linesOf({}, { onlyNumbers: [noId] })).toEqual([]);
  });

  test("is in the audit, without the words that were looked for", async () => {
    await exported({ text: "a customer's words", phone: "5511999999999" });
    const entries = await systemDb()
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.workspaceId, place.workspaceId), eq(auditEntries.action, "event.export")));
    expect(entries.map(({ details }) => details)).toContainEqual(
      expect.objectContaining({ format: "json", filteredBy: ["text", "phone"] }),
    );
    expect(JSON.stringify(entries)).not.toContain("customer's words");
    expect(JSON.stringify(entries)).not.toContain("5511999999999");
  });
});
