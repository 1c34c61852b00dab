import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageBody } from "../../../_components/page-body.tsx";
import { DestinationsDenied } from "../_components/destinations-denied.tsx";
import { NewDestination } from "../_components/new-destination.tsx";
import { accessToDestinations } from "../access.ts";

type PageProps = { params: Promise<{ workspace: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("destinations.form");
  return { title: t("newTitle") };
}

export default async function NewDestinationPage({ params }: PageProps) {
  const { workspace } = await params;
  const access = await accessToDestinations(workspace);
  return (
    <PageBody className="max-w-2xl">
      {access.mayManage ? (
        <NewDestination workspace={workspace} />
      ) : (
        <DestinationsDenied roles={access.managers} />
      )}
    </PageBody>
  );
}
