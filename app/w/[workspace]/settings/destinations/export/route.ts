import { serveDownload } from "#server/api/serve-download.ts";
import { exportDeliveries } from "#server/deliveries/index.ts";
import { exportDeliveriesSchema } from "#server/deliveries/schemas.ts";

type ExportProps = { params: Promise<{ workspace: string }> };

/** A file of the deliveries that fit a filter, handed on while it is made. */
export async function GET(request: Request, { params }: ExportProps): Promise<Response> {
  return serveDownload(request, {
    workspace: (await params).workspace,
    permission: "destinations.export",
    schema: exportDeliveriesSchema,
    make: ({ workspace, sight, actor }, asked) => exportDeliveries({ workspace, sight, actor }, asked),
  });
}
