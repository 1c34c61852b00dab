import { type ApiContext, createContext } from "#server/api/context.ts";
import { countProgram } from "#server/api/count-program.ts";
import { enter } from "#server/api/enter.ts";
import { headersOf } from "#server/api/error-map.ts";
import { env } from "#server/core/env.ts";
import { DomainError, type ErrorCode, notFound } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { type OpenExport, openExport } from "#server/data/index.ts";

const statuses: Partial<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
};

async function open(context: ApiContext, workspace: string, id: string): Promise<OpenExport> {
  await countProgram(context);
  const entered = await enter(context, workspace, { permission: "inbox.export", confirmed: false });
  if (!idSchema.safeParse(id).success) throw notFound("export");
  return openExport(entered, id);
}

function refusal(error: unknown, { quota }: ApiContext): Response {
  if (!(error instanceof DomainError)) throw error;
  const { reason, message, code } = error;
  const status = reason === "export.expired" ? 410 : (statuses[code] ?? 400);
  const headers = { "cache-control": "no-store", ...headersOf([{ cause: error }], quota) };
  return Response.json({ error: reason, message }, { status, headers });
}

/** Reads a piece when the last one has gone out, however slow the line is. */
function streamOf(pieces: OpenExport["pieces"]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

interface DownloadProps {
  params: Promise<{ workspace: string; id: string }>;
}

/** The file of an export, streamed; the session decides each time, so that a link alone opens nothing. */
export async function GET(request: Request, { params }: DownloadProps): Promise<Response> {
  const { workspace, id } = await params;
  const context = await createContext(request.headers, env().PUBLIC_URL);
  try {
    const { fileName, sizeBytes, pieces } = await open(context, workspace, id);
    return new Response(streamOf(pieces), {
      headers: {
        "content-type": "application/zip",
        "content-length": String(sizeBytes),
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return refusal(error, context);
  }
}
