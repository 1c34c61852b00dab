import { systemDb } from "#db/client.ts";
import { refusalOf } from "#server/api/enter.ts";
import { readEventPage } from "#server/inbox/reads.ts";
import { permissions } from "#server/members/index.ts";
import { listNumbers } from "#server/numbers/reads.ts";
import { findMembership } from "#server/workspaces/index.ts";
import { callerOf, contextOf } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median, percentile } from "./support/report.ts";

const calls = 1_000;
const warmUp = 200;
const events = 200;
const wallsMs = 1.5;
const checkMicros = 20;

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Both in turn, so that whatever else the machine does meets both alike. */
async function compare(name: string, walled: () => Promise<unknown>, bare: () => Promise<unknown>) {
  const [withWalls, without]: [number[], number[]] = [[], []];
  for (let call = -warmUp; call < calls; call++) {
    const [walledMs, bareMs] = [await timeMs(walled), await timeMs(bare)];
    if (call < 0) continue;
    withWalls.push(walledMs);
    without.push(bareMs);
  }
  const [value, baseline] = [median(withWalls), median(without)];
  const cost = value - baseline;
  const p95 = { walled: percentile(withWalls, 0.95), bare: percentile(without, 0.95) };
  return {
    ...{ measure: `walls, ${name}, added p50`, value: cost, unit: "ms", baseline },
    ...{ ratio: value / baseline, wanted: `≤ ${wallsMs} ms`, ok: cost <= wallsMs, details: p95 },
  };
}

/** What the decision itself takes, once the membership is at hand. */
async function permissionCheck(slug: string, owner: Awaited<ReturnType<typeof makeWorkspace>>["owner"]) {
  const context = await contextOf(owner);
  const membership = await findMembership(owner.id, slug);
  if (!membership) throw new Error("The owner is no member.");
  const checks = 100_000;
  const micros: number[] = [];
  for (let round = 0; round < 11; round++) {
    const startedMs = performance.now();
    for (let check = 0; check < checks; check++) {
      const permission = permissions[check % permissions.length] ?? "workspace.read";
      refusalOf(context, membership, { permission, confirmed: true });
    }
    micros.push(((performance.now() - startedMs) * 1000) / checks);
  }
  const value = median(micros);
  return {
    ...{ measure: "walls, permission check", value, unit: "µs" },
    ...{ wanted: `≤ ${checkMicros} µs`, ok: value <= checkMicros },
  };
}

/** Membership, permission and tenant transaction against the same queries of the same finders without them. */
export const walls = (): Promise<Measure[]> =>
  withBenchDatabase(async () => {
    const { workspaceId, slug: workspace, owner } = await makeWorkspace();
    const { sessionId } = await makeConnectedNumber(workspaceId);
    const inbox = await makeInbox(workspaceId);
    for (let event = 0; event < events; event++)
      await makeEvent(workspaceId, inbox.id, `Number ${event}`, sessionId);
    const api = await callerOf(owner);
    const page = { limit: 50 };
    return [
      await compare(
        "numbers.list",
        () => api.numbers.list({ workspace }),
        () => listNumbers(systemDb(), workspaceId),
      ),
      await compare(
        "inbox.events",
        () => api.inbox.events({ workspace, ...page }),
        () => readEventPage(systemDb(), workspaceId, page),
      ),
      await permissionCheck(workspace, owner),
    ];
  });
