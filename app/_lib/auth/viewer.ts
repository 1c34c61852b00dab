import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { apiContext } from "#app/_lib/trpc/server.tsx";
import type { Viewer } from "#server/auth/index.ts";
import { findMembership, type Membership } from "#server/workspaces/index.ts";

/** The person behind this request; null when signed out. */
export async function currentViewer(): Promise<Viewer | null> {
  return (await apiContext()).viewer;
}

/** The person behind this request. Who is signed out is sent to sign in, and then back to `path`. */
export async function requireViewer(path: string): Promise<Viewer> {
  const viewer = await currentViewer();
  if (viewer) return viewer;
  redirect(`/sign-in?callback=${encodeURIComponent(path)}`);
}

const membershipOf = cache(findMembership);

/**
 * What the viewer may enter under this slug, asked once per request. A stranger sees the same 404 as for a workspace
 * that does not exist. Pages ask too, not only their layout, which a navigation may not render again.
 */
export async function requireMembership(slug: string, path = `/w/${slug}`): Promise<Membership> {
  const viewer = await requireViewer(path);
  return (await membershipOf(viewer.id, slug)) ?? notFound();
}
