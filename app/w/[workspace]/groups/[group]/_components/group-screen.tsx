"use client";

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { ChevronLeft, MessagesSquare, SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { errorKind } from "#app/_lib/errors/api-error.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#app/_ui/tabs.tsx";
import type { GroupDetail, GroupView } from "#server/groups/schemas.ts";
import { UpstreamRefusal } from "../../../_components/upstream-refusal.tsx";
import type { Access } from "../../../_lib/access.ts";
import { GroupState } from "../../_components/group-state.tsx";
import { RowSkeletons } from "../../_components/row-skeletons.tsx";
import { groupParams, groupTabs } from "../search-params.ts";
import { GroupMessages } from "./group-messages.tsx";
import { GroupPeople } from "./group-people.tsx";
import { GroupSettings } from "./group-settings.tsx";

interface GroupScreenProps {
  workspace: string;
  groupId: string;
  access: Access;
}

export function GroupScreen({ workspace, groupId, access }: GroupScreenProps) {
  const t = useTranslations("groups");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: connection } = useSuspenseQuery(trpc.connection.get.queryOptions({ workspace }));
  const detail = useQuery(trpc.groups.get.queryOptions({ workspace, groupId }, { retry: false }));
  const recheck = useMutation(
    trpc.groups.refresh.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() }),
    }),
  );

  if (detail.error && !detail.data) {
    const isGone = errorKind(detail.error) === "not_found";
    return (
      <>
        <PageHeader title={t("title")} above={<BackLink workspace={workspace} />} />
        {isGone ? (
          <EmptyState icon={<SearchX />} title={t("gone.title")} text={t("gone.text")} />
        ) : (
          <UpstreamRefusal
            error={detail.error}
            onRecheck={() => recheck.mutate({ workspace })}
            rechecking={recheck.isPending}
          />
        )}
      </>
    );
  }
  if (!detail.data) {
    return (
      <>
        <PageHeader title={t("title")} above={<BackLink workspace={workspace} />} />
        <RowSkeletons count={5} />
      </>
    );
  }
  return (
    <>
      <GroupHeader workspace={workspace} detail={detail.data} />
      <GroupTabs
        workspace={workspace}
        group={detail.data.group}
        access={access}
        plan={connection?.plan ?? null}
      />
    </>
  );
}

function BackLink({ workspace }: { workspace: string }) {
  const t = useTranslations("groups");
  return (
    <Link
      href={`/w/${workspace}/groups`}
      className="inline-flex min-h-6 w-fit items-center gap-1 text-muted-foreground text-sm hover:text-foreground"
    >
      <ChevronLeft aria-hidden className="size-4 rtl:rotate-180" />
      {t("title")}
    </Link>
  );
}

function GroupHeader({ workspace, detail: { group, chat } }: { workspace: string; detail: GroupDetail }) {
  const t = useTranslations("groups");
  return (
    <PageHeader
      above={<BackLink workspace={workspace} />}
      title={<span dir="auto">{group.name || t("unnamed")}</span>}
      description={
        <span className="flex flex-wrap items-center gap-2">
          <GroupState isActive={group.isActive} />
          <span dir="auto">{group.numberName}</span>
        </span>
      }
      actions={
        chat && (
          <Button asChild variant="outline">
            <Link href={`/w/${workspace}/chats/${chat}`}>
              <MessagesSquare aria-hidden />
              {t("openChat")}
            </Link>
          </Button>
        )
      }
    />
  );
}

interface GroupTabsProps {
  workspace: string;
  group: GroupView;
  access: Access;
  plan: string | null;
}

function GroupTabs({ workspace, group, access, plan }: GroupTabsProps) {
  const t = useTranslations("groups.tabs");
  const [{ tab }, setParams] = useQueryStates(groupParams);
  const isTab = (value: string): value is (typeof groupTabs)[number] =>
    groupTabs.some((known) => known === value);
  return (
    <Tabs value={tab} onValueChange={(next) => isTab(next) && void setParams({ tab: next })}>
      <TabsList>
        {groupTabs.map((name) => (
          <TabsTrigger key={name} value={name}>
            {t(name)}
          </TabsTrigger>
        ))}
      </TabsList>
      <TabsContent value="messages">
        <GroupMessages workspace={workspace} group={group} />
      </TabsContent>
      <TabsContent value="settings">
        <GroupSettings workspace={workspace} group={group} access={access} plan={plan} />
      </TabsContent>
      {/* Stays mounted: what became of people is on the screen until it is dismissed. */}
      <TabsContent value="people" forceMount className="data-[state=inactive]:hidden">
        <GroupPeople workspace={workspace} group={group} access={access} isOpen={tab === "people"} />
      </TabsContent>
    </Tabs>
  );
}
