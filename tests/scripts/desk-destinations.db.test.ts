import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { deliveries, events } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeEvents } from "../server/data/fixtures.ts";

const run = promisify(execFile);
const environment = { ...process.env, DESTINATIONS_ALLOW_LOOPBACK: "true" };

async function desk(...args: string[]) {
  const { stdout } = await run(process.execPath, ["scripts/desk.ts", ...args], { env: environment });
  return JSON.parse(stdout);
}

test("an operator adds a destination, learns its secret, and sees it in the list", async () => {
  const { slug } = await makeWorkspace();
  const url = "http://127.0.0.1:9/hook";
  const made = await desk("destination:create", "--workspace", slug, "--url", url, "--ordered", "--json");
  expect(made).toEqual({ id: expect.any(String), secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/) });
  const list = await desk("destination:list", "--workspace", slug, "--json");
  expect(list).toEqual([
    {
      ...{ id: made.id, name: "127.0.0.1:9", url, format: "standard", ordered: true, health: "idle" },
      ...{ disabled: null, lastSuccessAt: null, lastFailureAt: null },
    },
  ]);
  expect(JSON.stringify(list)).not.toContain(made.secret);
});

test("an address within, or a format that there is not, is refused in words", async () => {
  const { slug } = await makeWorkspace();
  const create = (...args: string[]) => desk("destination:create", "--workspace", slug, ...args);
  await expect(create("--url", "https://10.0.0.1/")).rejects.toThrow("private network");
  await expect(create("--url", "https://10.0.0.1/", "--format", "fax")).rejects.toThrow("--format");
});

test("an operator sees what is dead, and has it sent again", async () => {
  const { slug, workspaceId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId, { secret: null });
  const { id: destinationId } = await desk(
    ...["destination:create", "--workspace", slug, "--url", "http://127.0.0.1:9/hook", "--json"],
  );
  await makeEvents(workspaceId, inbox.id, [{ text: "Are you open?" }]);
  const [event] = await systemDb().select().from(events).where(eq(events.workspaceId, workspaceId));
  await systemDb()
    .insert(deliveries)
    .values({
      ...{ workspaceId, id: newId(), destinationId, eventId: event?.id ?? "", seq: event?.seq ?? 0 },
      ...{ state: "dead", dueAt: new Date(), endedAt: new Date() },
    });
  const list = (...args: string[]) => desk("delivery:list", "--workspace", slug, ...args, "--json");
  expect(await list("--state", "dead")).toMatchObject([{ eventId: event?.id, state: "dead" }]);
  expect(await list("--state", "delivered")).toEqual([]);
  const replay = (...args: string[]) =>
    desk("replay", "--workspace", slug, "--destination", destinationId, ...args, "--json");
  expect(await replay("--dead")).toEqual({ id: expect.any(String), total: 1 });
  await expect(replay("--dead", "--event", event?.id ?? "")).rejects.toThrow("Give one of");
  await expect(replay("--since", "yesterday")).rejects.toThrow("since is not right");
}, 60_000);
