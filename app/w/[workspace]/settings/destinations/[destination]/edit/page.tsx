import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../../../_components/page-body.tsx";
import { DestinationsDenied } from "../../_components/destinations-denied.tsx";
import { EditDestination } from "../../_components/edit-destination.tsx";
import { accessToDestinations } from "../../access.ts";
import { destinationOf } from "../destination-of.ts";

type PageProps = { params: Promise<{ workspace: string; destination: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { workspace, destination: destinationId } = await params;
  const [t, access] = await Promise.all([getTranslations("destinations"), accessToDestinations(workspace)]);
  if (!access.mayManage) return { title: t("title") };
  const { name } = await destinationOf(workspace, destinationId);
  return { title: t("form.editTitle", { name }) };
}

export default async function EditDestinationPage({ params }: PageProps) {
  const { workspace, destination: destinationId } = await params;
  const access = await accessToDestinations(workspace);
  if (!access.mayManage) {
    return (
      <PageBody className="max-w-2xl">
        <DestinationsDenied roles={access.managers} />
      </PageBody>
    );
  }
  await destinationOf(workspace, destinationId);
  prefetch(trpc.destinations.get.queryOptions({ workspace, destinationId }));
  return (
    <PageBody className="max-w-2xl">
      <Hydrate>
        <EditDestination workspace={workspace} destinationId={destinationId} />
      </Hydrate>
    </PageBody>
  );
}
