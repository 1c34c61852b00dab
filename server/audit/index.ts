export { exportAudit } from "./export-audit.ts";
export { pruneAudit } from "./prune-audit.ts";
export { type Actor, type AuditEntry, record } from "./record.ts";
export { recordRefusal } from "./refusals.ts";
export { exportAuditSchema } from "./schemas.ts";
