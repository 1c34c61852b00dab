import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { listMemberships } from "#server/workspaces/index.ts";
import { lastWorkspaceCookie } from "./last-workspace.ts";

/** From so many on, nobody can say which one a person means. */
const many = 4;

/** The way in: to the workspace that was open last, else to the overview of many, else the first, else to make one. */
export default async function EntryPage() {
  const viewer = await requireViewer();
  const workspaces = await listMemberships(viewer.id);
  const last = (await cookies()).get(lastWorkspaceCookie)?.value;
  const open = workspaces.find(({ slug }) => slug === last);
  if (!open && workspaces.length >= many) redirect("/workspaces");
  const workspace = open ?? workspaces[0];
  redirect(workspace ? `/w/${workspace.slug}` : "/new");
}
