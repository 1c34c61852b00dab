import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { followEvents } from "#server/inbox/index.ts";
import { makeConnectedInbox, makeWorkspace } from "#tests/support/factories.ts";
import { expectBalanced } from "./support/accounts.ts";
import { type Product, startProduct } from "./support/product.ts";
import { type Answer, Senders, sendersSession } from "./support/sender.ts";

let directory: string;
let cluster: EmbeddedPostgres;
let product: Product;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "moltdesk-restart-"));
  // What was committed has to outlive Postgres's death, though not the machine's.
  cluster = await startEmbeddedPostgres({
    directory,
    durable: false,
    settings: { synchronous_commit: "on" },
  });
  // This process is a second one of the same installation: its live feed has to recover too.
  process.env.DATABASE_URL = cluster.url;
  await migrate(cluster.url);
  product = await startProduct({ env: { ROLE: "ingest", DATABASE_URL: cluster.url } });
}, 60_000);

afterAll(async () => {
  await product?.end("SIGKILL");
  await cluster?.stop("immediate");
  await rm(directory, { recursive: true, force: true });
});

const later = <T>(check: () => T, timeoutMs = 30_000) => vi.waitFor(check, { timeout: timeoutMs });
const withStatus = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

test("while Postgres is away senders are asked to come back; afterwards all goes on without a restart", async () => {
  const { workspaceId } = await makeWorkspace();
  const seen: number[] = [];
  const leaving = new AbortController();
  const following = (async () => {
    for await (const { events } of followEvents(workspaceId, 0, leaving.signal)) {
      seen.push(...events.map(({ seq }) => seq));
    }
  })();
  const senders = new Senders(
    product.url,
    await makeConnectedInbox(workspaceId, { sessionId: sendersSession }),
  );
  const { answers } = senders;
  await later(() => expect(withStatus(answers, 202)).toBeGreaterThan(200));

  await cluster.stop("immediate");
  await later(() => expect(withStatus(answers, 503)).toBeGreaterThan(50));
  const ready = await fetch(`${product.url}/readyz`);
  expect(ready.status).toBe(503);
  expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
  await cluster.start();

  const beforeRecovery = withStatus(answers, 202);
  await later(() => expect(withStatus(answers, 202)).toBeGreaterThan(beforeRecovery + 200));
  expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
  await senders.finish();

  // 200 is a batch that committed although its answer was lost: the sender came again and met its copy.
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].filter((status) => status !== 200).sort()).toEqual([202, 503]);
  const hasty = answers.filter(({ status, retryAfter }) => status === 503 && !(Number(retryAfter) > 0));
  expect(hasty, "503 without Retry-After").toEqual([]);
  expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(10_000);
  await expectBalanced(workspaceId, senders.acknowledged);

  const count = senders.acknowledged.length;
  await later(() => expect(seen.length).toBeGreaterThanOrEqual(count));
  expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  leaving.abort();
  await following;
}, 120_000);
