export { pruneAudit } from "./prune-audit.ts";
export { type Actor, type AuditEntry, record } from "./record.ts";
export { recordRefusal } from "./refusals.ts";
