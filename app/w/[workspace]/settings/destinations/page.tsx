import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { DestinationsDenied } from "./_components/destinations-denied.tsx";
import { DestinationsScreen } from "./_components/destinations-screen.tsx";
import { accessToDestinations } from "./access.ts";

type PageProps = { params: Promise<{ workspace: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("destinations");
  return { title: t("title") };
}

export default async function DestinationsPage({ params }: PageProps) {
  const { workspace } = await params;
  const access = await accessToDestinations(workspace);
  if (!access.mayRead) {
    return (
      <PageBody>
        <DestinationsDenied roles={access.managers} />
      </PageBody>
    );
  }
  prefetch(trpc.destinations.list.queryOptions({ workspace }));
  prefetch(trpc.deliveries.ledgers.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <DestinationsScreen workspace={workspace} access={access} />
      </Hydrate>
    </PageBody>
  );
}
