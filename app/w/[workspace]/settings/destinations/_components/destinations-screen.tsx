"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Plus, Send } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { RoomLeft } from "#app/_components/room-left.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { RoleNote } from "../../../_components/role-note.tsx";
import type { Access } from "../../../_lib/access.ts";
import { DestinationRow } from "./destination-row.tsx";

interface DestinationsScreenProps {
  workspace: string;
  access: Access;
}

/** The programs that get events, and how each does. */
export function DestinationsScreen({ workspace, access }: DestinationsScreenProps) {
  const t = useTranslations("destinations");
  const trpc = useTRPC();
  const roleNames = useRoleNames();
  const { data: destinations } = useSuspenseQuery(trpc.destinations.list.queryOptions({ workspace }));
  const { data: ledgers } = useSuspenseQuery(trpc.deliveries.ledgers.queryOptions({ workspace }));
  const { mayManage, managers } = access;
  const add = mayManage && (
    <Button asChild>
      <Link href={`/w/${workspace}/settings/destinations/new`} data-testid="add-destination">
        <Plus aria-hidden />
        {t("add")}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={destinations.length > 0 && add}
      />
      {!mayManage && <RoleNote roles={managers} text={(roles) => t("readOnly", { roles })} />}
      <RoomLeft workspace={workspace} limit="destinations" />
      {destinations.length === 0 ? (
        <EmptyState
          icon={<Send />}
          title={t("empty.title")}
          text={mayManage ? t("empty.text") : t("empty.ask", { roles: roleNames(managers) })}
          action={add}
        />
      ) : (
        <Card className="gap-0 py-0">
          <ul aria-label={t("list.label")} className="divide-y">
            {destinations.map((destination) => (
              <DestinationRow
                key={destination.id}
                workspace={workspace}
                destination={destination}
                waiting={ledgers[destination.id]?.waiting ?? 0}
              />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
