import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { listAudit, listAuditFilters } from "./reads.ts";
import { listAuditSchema } from "./schemas.ts";
import { verifyAudit } from "./verify-audit.ts";

const read = workspaceProcedure("audit.read");

export const auditRouter = router({
  list: read.input(listAuditSchema).query(({ ctx, input }) => listAudit(ctx.workspace.id, input)),
  filters: read.query(({ ctx }) => listAuditFilters(ctx.workspace.id)),
  /** Changes nothing; a mutation, because it reads the whole log and nobody wants that as often as a page is read. */
  verify: read.mutation(({ ctx }) => verifyAudit(ctx.workspace.id)),
});
