"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Card } from "#app/_ui/card.tsx";
import { RoleNote } from "../../../_components/role-note.tsx";
import type { Access } from "../../../_lib/access.ts";
import { CreateInbox } from "./create-inbox.tsx";
import { InboxRow } from "./inbox-row.tsx";
import { RejectedRequests } from "./rejected-requests.tsx";

export function InboxesScreen({ workspace, access }: { workspace: string; access: Access }) {
  const t = useTranslations("inbox.settings");
  const trpc = useTRPC();
  const roleNames = useRoleNames();
  const { data: inboxes } = useSuspenseQuery(trpc.inboxes.list.queryOptions({ workspace }));
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={access.mayManage && <CreateInbox workspace={workspace} />}
      />
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      {inboxes.length === 0 ? (
        <EmptyState
          icon={<Webhook />}
          title={t("emptyTitle")}
          text={access.mayManage ? t("emptyText") : t("emptyAsk", { roles: roleNames(access.managers) })}
        />
      ) : (
        <Card className="gap-0 py-0">
          <ul aria-label={t("listLabel")} className="divide-y">
            {inboxes.map((inbox) => (
              <InboxRow key={inbox.id} workspace={workspace} inbox={inbox} mayManage={access.mayManage} />
            ))}
          </ul>
        </Card>
      )}
      <RejectedRequests workspace={workspace} inboxes={inboxes} />
    </>
  );
}
