"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { RoleNote } from "../../../_components/role-note.tsx";
import type { Access } from "../../../_lib/access.ts";
import { AddressForm } from "./address-form.tsx";
import { DangerZone } from "./danger-zone.tsx";
import { DetailsForm } from "./details-form.tsx";
import { Facts } from "./facts.tsx";
import { Picture } from "./picture.tsx";

interface GeneralScreenProps {
  workspace: string;
  /** What stands before the slug in the workspace's address. */
  addressStart: string;
  changing: Access;
  deleting: Access;
}

export function GeneralScreen({ workspace, addressStart, changing, deleting }: GeneralScreenProps) {
  const t = useTranslations("workspace.general");
  const trpc = useTRPC();
  const { data: settings } = useSuspenseQuery(trpc.workspaces.settings.queryOptions({ workspace }));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {changing.mayManage ? (
        <>
          <Picture workspace={workspace} settings={settings} />
          <DetailsForm workspace={workspace} settings={settings} />
          <AddressForm workspace={workspace} settings={settings} addressStart={addressStart} />
        </>
      ) : (
        <>
          <RoleNote roles={changing.managers} text={(roles) => t("readOnly", { roles })} />
          <Facts settings={settings} addressStart={addressStart} />
        </>
      )}
      <DangerZone workspace={workspace} settings={settings} access={deleting} />
    </>
  );
}
