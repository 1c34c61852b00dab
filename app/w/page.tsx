import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { listMemberships } from "#server/workspaces/index.ts";
import { lastWorkspaceCookie } from "./last-workspace.ts";

/** The way in: to the workspace that was open last, else the first, else to make one. */
export default async function EntryPage() {
  const viewer = await requireViewer();
  const workspaces = await listMemberships(viewer.id);
  const last = (await cookies()).get(lastWorkspaceCookie)?.value;
  const workspace = workspaces.find(({ slug }) => slug === last) ?? workspaces[0];
  redirect(workspace ? `/w/${workspace.slug}` : "/new");
}
