import type { Holding } from "#db/holding.ts";
import { auditEntries, auditHeads, auditSeals } from "#db/schema/index.ts";

export const auditHoldings: readonly Holding[] = [
  {
    table: auditEntries,
    kept: { clock: "audit", since: auditEntries.at },
    seenBy: "managers",
    exported: {
      columns: {
        seq: auditEntries.seq,
        at: auditEntries.at,
        actorKind: auditEntries.actorKind,
        actorId: auditEntries.actorId,
        ip: auditEntries.ip,
        action: auditEntries.action,
        outcome: auditEntries.outcome,
        target: auditEntries.target,
        details: auditEntries.details,
      },
    },
    contact: {
      nothing: "Chats are named by keyed pseudonyms only; the chain of hashes is never cut for one contact.",
    },
  },
  {
    table: auditHeads,
    kept: "workspace",
    seenBy: "managers",
    exported: { nothing: "The end of the chain stands in the audit's own export, which can be verified." },
    contact: { nothing: "A number and a hash." },
  },
  {
    table: auditSeals,
    kept: "workspace",
    seenBy: "managers",
    exported: { nothing: "The audit's own export holds them, in the form that can be verified." },
    contact: { nothing: "Numbers, hashes and signatures." },
  },
];
