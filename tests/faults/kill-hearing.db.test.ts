import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { hearingCursors, messages } from "#db/schema/index.ts";
import { makeDesk } from "#tests/server/chats/fixtures.ts";
import { received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { startProduct } from "./support/product.ts";

const rounds = 5;
/** More than are heard in all rounds together, so that each death meets a turn. */
const count = 4_000;

test("every event is heard, and once, when the worker is killed again and again in the middle of it", async () => {
  const { workspaceId, inbox, sessionId } = await makeDesk();
  const heard = () => systemDb().$count(messages, eq(messages.workspaceId, workspaceId));
  const env = { ROLE: "worker", DATABASE_URL: String(process.env.DATABASE_URL) };
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      storeEvent(workspaceId, inbox.id, received(sessionId, `Message ${index}`)),
    ),
  );
  for (let round = 0; round < rounds; round++) {
    const before = await heard();
    const worker = await startProduct({ env });
    await vi.waitFor(async () => expect(await heard()).toBeGreaterThan(before), {
      timeout: 20_000,
      interval: 5,
    });
    // Not a wait for anything: a turn is followed by a rest as long, and death comes in either.
    await pause(randomInt(250));
    await worker.end("SIGKILL");
  }
  expect(await heard(), "the deaths met turns under way").toBeLessThan(count);
  const last = await startProduct({ env });
  await vi.waitFor(
    async () => {
      const [cursor] = await systemDb()
        .select()
        .from(hearingCursors)
        .where(eq(hearingCursors.workspaceId, workspaceId));
      expect(cursor?.throughSeq).toBe(count);
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(await last.end("SIGTERM"), last.output()).toBe(0);
  expect(await heard()).toBe(count);
}, 120_000);
