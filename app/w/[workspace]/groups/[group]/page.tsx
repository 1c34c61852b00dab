import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { groupInput } from "#server/groups/schemas.ts";
import { PageBody } from "../../_components/page-body.tsx";
import { GroupsHeader } from "../_components/groups-header.tsx";
import { NoSight } from "../_components/no-sight.tsx";
import { groupAccess } from "../sight.ts";
import { GroupScreen } from "./_components/group-screen.tsx";

type PageProps = { params: Promise<{ workspace: string; group: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("groups");
  return { title: t("title") };
}

export default async function GroupPage({ params }: PageProps) {
  const { workspace, group: groupId } = await params;
  const { access, hidden, granters } = await groupAccess(workspace);
  if (hidden) {
    return (
      <PageBody>
        <GroupsHeader />
        <NoSight why={hidden} roles={granters} />
      </PageBody>
    );
  }
  if (!groupInput.safeParse({ groupId }).success) notFound();
  prefetch(trpc.connection.get.queryOptions({ workspace }));
  return (
    <PageBody>
      <NuqsAdapter>
        <Hydrate>
          <GroupScreen workspace={workspace} groupId={groupId} access={access} />
        </Hydrate>
      </NuqsAdapter>
    </PageBody>
  );
}
