import { expect, test, vi } from "vitest";
import { makeConnectedInbox, makeWorkspace } from "#tests/support/factories.ts";
import { expectBalanced } from "./support/accounts.ts";
import { startProduct } from "./support/product.ts";
import { Senders } from "./support/sender.ts";

test("a process asked to stop under load stores what it acknowledged and leaves with 0 within 10 seconds", async () => {
  const { workspaceId } = await makeWorkspace();
  const env = { ROLE: "ingest", DATABASE_URL: String(process.env.DATABASE_URL) };
  const first = await startProduct({ env });
  const senders = new Senders(first.url, await makeConnectedInbox(workspaceId));
  await vi.waitFor(() => expect(senders.acknowledged.length).toBeGreaterThan(100), { timeout: 10_000 });
  const askedMs = performance.now();
  expect(await first.end("SIGTERM"), first.output()).toBe(0);
  expect(performance.now() - askedMs).toBeLessThan(10_000);
  await expectBalanced(workspaceId, senders.acknowledged);
  expect(senders.answers.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);

  const second = await startProduct({ env: { ...env, PORT: String(first.port) } });
  await senders.finish();
  expect(await second.end("SIGTERM"), second.output()).toBe(0);
  await expectBalanced(workspaceId, senders.acknowledged);
}, 60_000);
