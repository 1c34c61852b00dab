import { sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { contactErasures } from "#db/schema/index.ts";
import type { Contact } from "#server/core/contact.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { VaultError } from "#server/vault/index.ts";
import { eraseJobsNaming } from "./erase-jobs.ts";
import { eraseRows } from "./erase-rows.ts";
import { eraseUpstreamJob } from "./erase-upstream-job.ts";
import { type ErasurePayload, erasurePayload, finish, itself, openContact, upstreamKey } from "./erasure.ts";
import { searched } from "./find-contact.ts";
import { allHoldings } from "./holdings.ts";

/** After this long without a sign of life the job is begun again; the queue itself would wait four hours. */
const deadAfterMs = 120_000;
const signEveryMs = 30_000;

/**
 * Erases the contact from everything that any domain declared, a page a transaction, then hands over to MoltFlow. The
 * receipt counts in the same transactions, so that a run which was broken off and begun again counts nothing twice.
 */
export const eraseContactJob: JobDefinition<ErasurePayload> = defineJob({
  name: "erase-contact",
  payload: erasurePayload,
  async run(payload) {
    if (!(await begin(payload))) return;
    let contact: Contact;
    try {
      contact = await openContact(payload);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      return finish(payload, { state: "failed", failure: "key_unreadable" });
    }
    await eraseSearched(payload, contact);
    await eraseCopies(payload, contact);
    await handOver(payload);
  },
});

/** Says that it runs; false when the receipt is gone or was settled before. */
function begin(payload: ErasurePayload): Promise<boolean> {
  return systemDb().transaction(async (tx) => {
    const [receipt] = await tx
      .select({ state: contactErasures.state, upstream: contactErasures.upstream })
      .from(contactErasures)
      .where(itself(payload))
      .for("update");
    if (receipt?.state !== "queued" && receipt?.state !== "running") return false;
    if (receipt.upstream) return false;
    await tx.update(contactErasures).set({ state: "running" }).where(itself(payload));
    await signLife(tx, payload);
    await nudge(tx, payload.workspaceId, "data");
    return true;
  });
}

const againKey = ({ erasureId }: ErasurePayload) => `erase-contact:${erasureId}:again`;

const signLife = (tx: Transaction, payload: ErasurePayload) =>
  enqueue(tx, eraseContactJob, payload, {
    key: againKey(payload),
    runAt: new Date(Date.now() + deadAfterMs),
  });

/** Here everything is erased: what comes from now on is new and stays, so nothing may begin this again. */
async function handOver(payload: ErasurePayload): Promise<void> {
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`select graphile_worker.remove_job(${againKey(payload)})`);
    const key = upstreamKey(payload);
    await enqueue(tx, eraseUpstreamJob, { ...payload, attempt: 1 }, { key });
  });
}

/** Adds to the receipt's counts. */
async function count(
  tx: Transaction,
  payload: ErasurePayload,
  counts: Record<string, number>,
): Promise<void> {
  const found = Object.entries(counts).filter(([, rows]) => rows > 0);
  if (found.length === 0) return;
  const [receipt] = await tx
    .select({ erased: contactErasures.erased })
    .from(contactErasures)
    .where(itself(payload))
    .for("update");
  const erased = { ...receipt?.erased };
  for (const [domain, rows] of found) erased[domain] = (erased[domain] ?? 0) + rows;
  await tx.update(contactErasures).set({ erased }).where(itself(payload));
  await nudge(tx, payload.workspaceId, "data");
}

async function eraseSearched(payload: ErasurePayload, contact: Contact): Promise<void> {
  let signedAtMs = performance.now();
  for (const holding of searched) {
    for (let after: unknown[] | null | undefined; after !== null; ) {
      const from = after ?? null;
      after = await systemDb().transaction(async (tx) => {
        const { rows, jobs, next } = await eraseRows(tx, holding, payload.workspaceId, contact, from);
        await count(tx, payload, { [holding.domain]: rows, jobs });
        if (performance.now() - signedAtMs > signEveryMs) {
          signedAtMs = performance.now();
          await signLife(tx, payload);
        }
        return next;
      });
    }
  }
}

/** Copies of everything, and work that waits. */
async function eraseCopies(payload: ErasurePayload, contact: Contact): Promise<void> {
  await systemDb().transaction(async (tx) => {
    for (const { domain, contact: held } of allHoldings) {
      if (!("eraseAll" in held)) continue;
      await count(tx, payload, { [domain]: await held.eraseAll(tx, payload.workspaceId) });
    }
    await count(tx, payload, { jobs: await eraseJobsNaming(tx, payload.workspaceId, contact) });
  });
}
