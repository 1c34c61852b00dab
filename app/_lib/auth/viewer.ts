import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { apiContext } from "#app/_lib/trpc/api-context.ts";
import { type PendingPerson, pendingFromCookies, type Viewer } from "#server/auth/index.ts";
import { pathHeader } from "#server/http/security.ts";
import { findMembership, type Membership } from "#server/workspaces/index.ts";

/** The person behind this request; null when signed out. */
export async function currentViewer(): Promise<Viewer | null> {
  return (await apiContext()).viewer;
}

/** Who has signed in by link or service here, and has yet to show their second factor; null for everybody else. */
export const pendingPerson = cache(
  async (): Promise<PendingPerson | null> => pendingFromCookies((await headers()).get("cookie")),
);

/**
 * The person behind this request. Who is signed out is sent to sign in, who owes their second factor to show it, and
 * both then back to where they wanted to be.
 */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await currentViewer();
  if (viewer) return viewer;
  const path = (await headers()).get(pathHeader) ?? "/w";
  const page = (await pendingPerson()) ? "/sign-in/second-factor" : "/sign-in";
  redirect(`${page}?callback=${encodeURIComponent(path)}`);
}

const membershipOf = cache(findMembership);

/** What the viewer has under this slug, asked once per request; null for a stranger and when signed out. */
export async function viewersMembership(slug: string): Promise<Membership | null> {
  const viewer = await currentViewer();
  return viewer && membershipOf(viewer.id, slug);
}

/** A workspace that moved keeps the rest of the page's address. */
async function pathUnder(slug: string): Promise<string> {
  const path = (await headers()).get(pathHeader) ?? "";
  return path.replace(/^\/w\/[^/?]+/, `/w/${slug}`);
}

/**
 * As `viewersMembership`, for pages, which ask too and not only their layout, which a navigation may not render again.
 * A stranger sees the same 404 as for a workspace that does not exist; who is signed out is sent to sign in, who uses
 * a former address to the present one, and who may not enter at the moment to the page that says why.
 */
export async function requireMembership(slug: string): Promise<Membership> {
  const viewer = await requireViewer();
  const membership = (await viewersMembership(slug)) ?? notFound();
  if (membership.slug !== slug) redirect(await pathUnder(membership.slug));
  if (membership.suspendedAt || membership.frozenAt) redirect(`/suspended?workspace=${membership.slug}`);
  if (membership.twoFactorRequired && !viewer.hasTwoFactor) {
    redirect(`/account/security?required-by=${membership.slug}`);
  }
  return membership;
}
