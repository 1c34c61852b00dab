import { viewersMembership } from "#app/_lib/auth/viewer.ts";
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
  const membership = await viewersMembership((await params).workspace);
  if (!membership || membership.suspendedAt) return nothing();
  const picture = await readPicture(membership.id);
  if (!picture) return nothing();
  const isPresent = new URL(request.url).searchParams.get("v") === membership.pictureVersion;
  return new Response(new Uint8Array(picture.body), {
    headers: {
      "content-type": picture.contentType,
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": isPresent ? forEver : "private, no-store",
    },
  });
}
