import { createContext } from "#server/api/context.ts";
import { enterQuietly } from "#server/api/enter.ts";
import { env } from "#server/core/env.ts";
import { readPicture } from "#server/workspaces/index.ts";

const forEver = "private, max-age=31536000, immutable";

const nothing = () => new Response(null, { status: 404, headers: { "cache-control": "no-store" } });

/**
 * The workspace's picture, for its members. Under the version of its address a browser may keep it for ever. Its policy,
 * under which nothing runs, comes from `server/http/security.ts`.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ workspace: string }> },
): Promise<Response> {
  const context = await createContext(request.headers, env().PUBLIC_URL);
  // Quietly: a page that somebody may not enter has the picture in its frame, and has said why already.
  const demand = { permission: "workspace.read", confirmed: false } as const;
  const entered = await enterQuietly(context, (await params).workspace, demand);
  const picture = entered && (await readPicture(entered.workspace.id));
  if (!picture) return nothing();
  const isPresent = new URL(request.url).searchParams.get("v") === entered.workspace.pictureVersion;
  return new Response(new Uint8Array(picture.body), {
    headers: {
      "content-type": picture.contentType,
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": isPresent ? forEver : "private, no-store",
    },
  });
}
