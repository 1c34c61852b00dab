import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { createContext } from "#server/api/context.ts";
import { countProgram } from "#server/api/count-program.ts";
import { enter } from "#server/api/enter.ts";
import { headersOf, trpcCodes } from "#server/api/error-map.ts";
import { exportAudit, exportAuditSchema } from "#server/audit/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";

const refused = (status: number, reason: string, message: string, headers: Record<string, string> = {}) =>
  Response.json({ reason, message }, { status, headers: { "cache-control": "no-store", ...headers } });

/** Asks for the next part when the browser has taken the last, so a file of any length needs little memory. */
function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await parts.return(undefined)),
  });
}

/** A file of the workspace's audit log, handed on while it is made. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ workspace: string }> },
): Promise<Response> {
  const context = await createContext(request.headers, env().PUBLIC_URL);
  if (!context.sameOrigin) return refused(403, "origin.foreign", "This request came from another site.");
  const { workspace: slug } = await params;
  try {
    await countProgram(context);
    const { workspace, actor } = await enter(context, slug, { permission: "audit.export", confirmed: false });
    const asked = exportAuditSchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) return refused(400, "input.invalid", "The address of this export is not right.");
    const { fileName, contentType, body } = await exportAudit(workspace.id, asked.data, actor);
    return new Response(streamOf(body), {
      headers: {
        "content-type": contentType,
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
      },
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const status = getHTTPStatusCodeFromError(new TRPCError({ code: trpcCodes[error.code] }));
    return refused(status, error.reason, error.message, headersOf([{ cause: error }], context.quota));
  }
}
