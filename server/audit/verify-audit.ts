import { inTenant } from "#db/tenant.ts";
import { singleton } from "#server/core/singleton.ts";
import { type ChainVerdict, checkChain } from "./chain.ts";
import { readChain, readHead } from "./read-chain.ts";
import { readSeals } from "./seals.ts";
import { sealKeys } from "./signing.ts";

const running = () => singleton("audit.verifications", () => new Map<string, Promise<ChainVerdict>>());
const readSealsOf = (workspaceId: string) => inTenant(workspaceId, (tx) => readSeals(tx, workspaceId));
const newestCut = (seals: Awaited<ReturnType<typeof readSealsOf>>) =>
  seals.findLast(({ kind }) => kind === "cut")?.seq ?? 0;

async function verifyOnce(workspaceId: string): Promise<ChainVerdict> {
  // In this order: what is sealed lies at or before the end, and what lies before the end is there to be read.
  const seals = await readSealsOf(workspaceId);
  const head = await readHead(workspaceId);
  const check = checkChain({ workspaceId, seals, keys: sealKeys(), head });
  for await (const batch of readChain(workspaceId, head?.seq ?? 0)) {
    for (const entry of batch) check.take(entry);
  }
  const verdict = check.finish();
  const wasCutMeanwhile =
    verdict.fault !== null && newestCut(await readSealsOf(workspaceId)) > newestCut(seals);
  return wasCutMeanwhile ? verifyOnce(workspaceId) : verdict;
}

/** Verifies a workspace's whole chain. Whoever asks while that runs gets the same verdict. */
export function verifyAudit(workspaceId: string): Promise<ChainVerdict> {
  const known = running().get(workspaceId);
  if (known) return known;
  const verdict = verifyOnce(workspaceId).finally(() => running().delete(workspaceId));
  running().set(workspaceId, verdict);
  return verdict;
}
