import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { events } from "#db/schema/index.ts";
import { makeConnectedInbox, makeWorkspace } from "#tests/support/factories.ts";
import { freePort } from "#tests/support/free-port.ts";
import { expectBalanced } from "./support/accounts.ts";
import { startProduct } from "./support/product.ts";
import { Senders } from "./support/sender.ts";

const rounds = 30;

test("no event is lost, doubled or left unread when the process is killed again and again", async () => {
  const { workspaceId } = await makeWorkspace();
  const PORT = String(await freePort());
  const env = { PORT, ROLE: "ingest", DATABASE_URL: String(process.env.DATABASE_URL) };
  const senders = new Senders(`http://127.0.0.1:${PORT}`, await makeConnectedInbox(workspaceId));
  for (let round = 0; round < rounds; round++) {
    const product = await startProduct({ env });
    const before = senders.acknowledged.length;
    await vi.waitFor(() => expect(senders.acknowledged.length).toBeGreaterThan(before), { timeout: 10_000 });
    // Not a wait for anything: the moment of death is what differs between rounds.
    await pause(randomInt(100, 600));
    await product.end("SIGKILL");
  }
  const last = await startProduct({ env });
  await senders.finish();
  expect(await last.end("SIGTERM"), last.output()).toBe(0);

  const unanswered = senders.answers.filter(({ status }) => status === 0);
  expect(unanswered.length, "the kills met requests under way").toBeGreaterThan(rounds);
  await expectBalanced(workspaceId, senders.acknowledged);
  // Every sender went on until it was acknowledged, so nothing else may be there.
  expect(senders.acknowledged.length).toBe(
    await systemDb().$count(events, eq(events.workspaceId, workspaceId)),
  );
}, 150_000);
