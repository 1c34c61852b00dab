import { serveDownload } from "#server/api/serve-download.ts";
import { exportEvents } from "#server/inbox/index.ts";
import { exportEventsSchema } from "#server/inbox/schemas.ts";

type ExportProps = { params: Promise<{ workspace: string }> };

/** A file of the events that fit a filter, handed on while it is made. */
export async function GET(request: Request, { params }: ExportProps): Promise<Response> {
  return serveDownload(request, {
    workspace: (await params).workspace,
    permission: "inbox.export",
    schema: exportEventsSchema,
    make: ({ workspace, sight, actor }, asked) => exportEvents({ workspace, sight, actor }, asked),
  });
}
