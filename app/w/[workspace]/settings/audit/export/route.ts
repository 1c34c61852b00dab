import { serveDownload } from "#server/api/serve-download.ts";
import { exportAudit, exportAuditSchema } from "#server/audit/index.ts";

type ExportProps = { params: Promise<{ workspace: string }> };

/** A file of the workspace's audit log, handed on while it is made. */
export async function GET(request: Request, { params }: ExportProps): Promise<Response> {
  return serveDownload(request, {
    workspace: (await params).workspace,
    permission: "audit.export",
    schema: exportAuditSchema,
    make: ({ workspace, actor }, asked) => exportAudit(workspace.id, asked, actor),
  });
}
