import { redirect } from "next/navigation";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { api } from "#app/_lib/trpc/server.tsx";
import { may } from "#server/members/index.ts";

/** The start of a workspace: its inbox, or, when nothing can arrive yet, what is missing for it. */
export default async function WorkspacePage({ params }: PageProps<"/w/[workspace]">) {
  const { workspace: slug } = await params;
  const { role } = await requireMembership(slug);
  const caller = await api();
  const isConnected =
    !may(role, "connection.read") || (await caller.connection.get({ workspace: slug })) !== null;
  redirect(`/w/${slug}/${isConnected ? "inbox" : "settings/connection"}`);
}
