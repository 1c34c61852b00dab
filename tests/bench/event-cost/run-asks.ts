import "#tests/support/env.ts";
import { z } from "zod";
import { systemSql } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { digest, newId } from "#server/core/ids.ts";
import { claimDeliveries } from "#server/deliveries/claim.ts";
import { finishDeliveries } from "#server/deliveries/finish.ts";
import { listDeliveries } from "#server/deliveries/reads.ts";
import { neverSent } from "#server/deliveries/result.ts";
import { judge } from "#server/deliveries/verdict.ts";
import { takeTurn } from "#server/fan-out/take-turn.ts";
import { readEnvelope } from "#server/inbox/envelope.ts";
import { getEvent, listEvents } from "#server/inbox/reads.ts";
import { storeArrivals } from "#server/inbox/store.ts";
import { type Desk, fill, sizeSchema } from "./fill.ts";

/** Do something so often, and say how long each took in milliseconds. */
const commandSchema = z.object({ ask: z.string(), calls: z.int() });
export type Command = z.output<typeof commandSchema>;

async function store({ workspaceId, inboxId, sessionId }: Desk, count: number): Promise<void> {
  const arrivals = Array.from({ length: count }, () => {
    const data = { session_id: sessionId, chat_id: "5511999999999@c.us", message: `Hello ${newId()}` };
    const body = Buffer.from(JSON.stringify({ event: "message.received", data }));
    return {
      ...{ id: newId(), workspaceId, inboxId, receivedAt: new Date(), verdict: "verified" as const },
      ...{ ...readEnvelope(body), sha256: digest(body), headers: {}, body },
    };
  });
  await storeArrivals(arrivals);
}

/** Stores an event that is the only one which waits to be handed on. */
async function storeOneAlone(desk: Desk): Promise<void> {
  await systemSql()`
    update fan_out_cursors f set through_seq = c.last_seq from workspace_counters c
    where c.workspace_id = f.workspace_id and f.workspace_id = ${desk.workspaceId}`;
  await store(desk, 1);
}

/** All that the database does for an event once it is stored: handed on, claimed, and written down as delivered. */
async function deliver({ workspaceId }: Desk): Promise<void> {
  await takeTurn(workspaceId);
  const { batches } = await claimDeliveries({
    free: 256,
    roomOf: () => 256,
    passedOver: [],
    isQuick: () => false,
  });
  const outcome = { ...neverSent("status", ""), status: 204, error: null, detail: null };
  const results = batches.flatMap(({ deliveries }) =>
    deliveries.map((claimed) => {
      const verdict = judge(outcome, 1, { nowMs: Date.now(), random: 0 });
      return { kind: "attempted" as const, claimed, startedAt: new Date(), outcome, verdict };
    }),
  );
  if (results.length !== 1) throw new Error(`There were ${results.length} deliveries instead of one.`);
  await finishDeliveries(results);
}

/** `before` is not measured. */
type Ask = { before?: (desk: Desk) => Promise<unknown>; run: (desk: Desk) => Promise<unknown> };

export const asks: Record<string, Ask> = {
  "insert one": { run: (desk) => store(desk, 1) },
  "insert a hundred": { run: (desk) => store(desk, 100) },
  "hand on and deliver one": { before: storeOneAlone, run: deliver },
  "newest page": { run: ({ workspaceId }) => listEvents(workspaceId, { limit: 50 }) },
  "a page in the middle": {
    run: ({ workspaceId, someEvent }) => listEvents(workspaceId, { limit: 50, before: someEvent.seq }),
  },
  "a page of one name": {
    run: ({ workspaceId }) => listEvents(workspaceId, { limit: 50, event: "session.disconnected" }),
  },
  "a page of a number": {
    run: ({ workspaceId, sessionId, someEvent }) =>
      listEvents(workspaceId, { limit: 50, sessionId, before: someEvent.seq }),
  },
  "one event": { run: ({ workspaceId, someEvent }) => getEvent(workspaceId, someEvent.id) },
  "a page of deliveries": {
    run: ({ workspaceId, destinationId }) => listDeliveries(workspaceId, { limit: 50, destinationId }),
  },
  "a page of dead deliveries": {
    run: ({ workspaceId, destinationId }) =>
      listDeliveries(workspaceId, { limit: 50, destinationId, states: ["dead"] }),
  },
};

async function timeMs(ask: Ask, desk: Desk): Promise<number> {
  await ask.before?.(desk);
  const startedMs = performance.now();
  await ask.run(desk);
  return performance.now() - startedMs;
}

// A process for each database: the product's functions know one.
if (import.meta.main) {
  const [databaseUrl = "", size = ""] = process.argv.slice(2);
  process.env.DATABASE_URL = databaseUrl;
  await migrate(databaseUrl);
  const desk = await fill(sizeSchema.parse(JSON.parse(size)));
  process.on("disconnect", () => process.exit(0));
  process.on("message", async (message) => {
    const { ask: name, calls } = commandSchema.parse(message);
    const ask = asks[name];
    if (!ask) throw new Error(`Nothing is called ${name}.`);
    const tookMs: number[] = [];
    for (let call = 0; call < calls; call++) tookMs.push(await timeMs(ask, desk));
    process.send?.(tookMs);
  });
  process.send?.("filled");
}
