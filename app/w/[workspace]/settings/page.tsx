import { notFound, redirect } from "next/navigation";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { permissionsOf } from "../_lib/access.ts";
import { permitted, settingsItems } from "../_shell/navigation.ts";

/** The first of the settings that the viewer may see. */
export default async function SettingsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [first] = permitted(settingsItems, permissionsOf(await requireMembership(workspace)));
  if (!first) notFound();
  redirect(`/w/${workspace}/${first.path}`);
}
