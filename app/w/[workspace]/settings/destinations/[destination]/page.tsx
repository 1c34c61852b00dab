import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { SearchParams } from "nuqs/server";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../../_components/page-body.tsx";
import { accessTo } from "../../../_lib/access.ts";
import { DestinationsDenied } from "../_components/destinations-denied.tsx";
import { accessToDestinations } from "../access.ts";
import { loadConsoleParams } from "../search-params.ts";
import { ConsoleScreen } from "./_components/console-screen.tsx";
import { destinationOf } from "./destination-of.ts";

interface PageProps {
  params: Promise<{ workspace: string; destination: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { workspace, destination: destinationId } = await params;
  const [t, access] = await Promise.all([getTranslations("destinations"), accessToDestinations(workspace)]);
  if (!access.mayRead) return { title: t("title") };
  return { title: (await destinationOf(workspace, destinationId)).name };
}

export default async function ConsolePage({ params, searchParams }: PageProps) {
  const { workspace, destination: destinationId } = await params;
  const [access, exporting] = await Promise.all([
    accessToDestinations(workspace),
    accessTo(workspace, "destinations.read", "destinations.export"),
  ]);
  if (!access.mayRead) {
    return (
      <PageBody>
        <DestinationsDenied roles={access.managers} />
      </PageBody>
    );
  }
  await destinationOf(workspace, destinationId);
  const { hours } = await loadConsoleParams(searchParams);
  const input = { workspace, destinationId };
  prefetch(trpc.destinations.get.queryOptions(input));
  prefetch(trpc.deliveries.console.queryOptions({ ...input, hours }));
  prefetch(trpc.replays.list.queryOptions(input));
  return (
    <NuqsAdapter>
      <PageBody>
        <Hydrate>
          <ConsoleScreen
            workspace={workspace}
            destinationId={destinationId}
            access={access}
            mayExport={exporting.mayManage}
          />
        </Hydrate>
      </PageBody>
    </NuqsAdapter>
  );
}
