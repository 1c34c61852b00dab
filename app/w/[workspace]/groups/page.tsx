import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../_components/page-body.tsx";
import { GroupsHeader } from "./_components/groups-header.tsx";
import { GroupsScreen } from "./_components/groups-screen.tsx";
import { NoSight } from "./_components/no-sight.tsx";
import { groupAccess } from "./sight.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("groups");
  return { title: t("title") };
}

export default async function GroupsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { access, hidden, granters } = await groupAccess(workspace);
  if (hidden) {
    return (
      <PageBody>
        <GroupsHeader />
        <NoSight why={hidden} roles={granters} />
      </PageBody>
    );
  }
  // Not the groups themselves: the first answer of MoltFlow may take seconds, and the page need not wait for it.
  prefetch(trpc.numbers.list.queryOptions({ workspace }));
  prefetch(trpc.connection.get.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <GroupsScreen workspace={workspace} access={access} />
      </Hydrate>
    </PageBody>
  );
}
