import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import type { z } from "zod";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import type { Permission } from "#server/members/index.ts";
import { createContext } from "./context.ts";
import { countProgram } from "./count-program.ts";
import { type Entered, enter } from "./enter.ts";
import { headersOf, trpcCodes } from "./error-map.ts";

/** A file to hand on while it is made. */
export type Download = { fileName: string; contentType: string; body: AsyncGenerator<string> };

type Serving<Asked> = {
  workspace: string;
  permission: Permission;
  /** Of the address's parameters. */
  schema: z.ZodType<Asked>;
  make: (entered: Entered, asked: Asked) => Promise<Download>;
};

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

/** Answers a request for a file of a workspace, for whoever has the permission there and comes from our own pages. */
export async function serveDownload<Asked>(
  request: Request,
  { workspace: slug, permission, schema, make }: Serving<Asked>,
): Promise<Response> {
  const context = await createContext(request.headers, env().PUBLIC_URL);
  if (!context.sameOrigin) return refused(403, "origin.foreign", "This request came from another site.");
  try {
    await countProgram(context);
    const entered = await enter(context, slug, { permission, confirmed: false });
    const asked = schema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) return refused(400, "input.invalid", "The address of this export is not right.");
    const { fileName, contentType, body } = await make(entered, asked.data);
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
