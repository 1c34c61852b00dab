"use client";

import { useMutation, useQuery, useQueryClient, useSuspenseQueries } from "@tanstack/react-query";
import { Cable, Eye, Smartphone, UsersRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { NumberView } from "#server/numbers/view.ts";
import { Freshness } from "../../_components/freshness.tsx";
import { RoleNote } from "../../_components/role-note.tsx";
import { UpstreamRefusal } from "../../_components/upstream-refusal.tsx";
import type { Access } from "../../_lib/access.ts";
import { CreateGroup } from "./create-group.tsx";
import { GroupList } from "./group-list.tsx";
import { GroupsHeader } from "./groups-header.tsx";
import { RowSkeletons } from "./row-skeletons.tsx";
import { WatchGroup } from "./watch-group.tsx";

export function GroupsScreen({ workspace, access }: { workspace: string; access: Access }) {
  const trpc = useTRPC();
  const [{ data: connection }, { data: numbers }] = useSuspenseQueries({
    queries: [trpc.connection.get.queryOptions({ workspace }), trpc.numbers.list.queryOptions({ workspace })],
  });
  if (!connection) {
    return (
      <>
        <GroupsHeader />
        <Blocked workspace={workspace} access={access} blocker="connection" />
      </>
    );
  }
  if (numbers.length === 0) {
    return (
      <>
        <GroupsHeader />
        <Blocked workspace={workspace} access={access} blocker="number" />
      </>
    );
  }
  return <WatchedGroups workspace={workspace} access={access} numbers={numbers} plan={connection.plan} />;
}

interface BlockedProps {
  workspace: string;
  access: Access;
  blocker: "connection" | "number";
}

/** What has to be there before any group can be. */
function Blocked({ workspace, access, blocker }: BlockedProps) {
  const t = useTranslations("groups.empty");
  const roleNames = useRoleNames();
  const path = blocker === "connection" ? "settings/connection" : "numbers";
  return (
    <EmptyState
      icon={blocker === "connection" ? <Cable /> : <Smartphone />}
      title={t(`${blocker}.title`)}
      text={
        access.mayManage ? t(`${blocker}.text`) : t(`${blocker}.ask`, { roles: roleNames(access.managers) })
      }
      action={
        access.mayManage && (
          <Button asChild>
            <Link href={`/w/${workspace}/${path}`}>{t(`${blocker}.action`)}</Link>
          </Button>
        )
      }
    />
  );
}

interface WatchedGroupsProps {
  workspace: string;
  access: Access;
  numbers: NumberView[];
  plan: string | null;
}

function WatchedGroups({ workspace, access, numbers, plan }: WatchedGroupsProps) {
  const t = useTranslations("groups");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorToast = useErrorToast();
  const list = useQuery(trpc.groups.list.queryOptions({ workspace }, { retry: false }));
  const refresh = useMutation(
    trpc.groups.refresh.mutationOptions({
      onSuccess: (fresh) => queryClient.setQueryData(trpc.groups.list.queryKey({ workspace }), fresh),
      onError: (error) => list.data?.groups && errorToast(error),
    }),
  );
  const ask = () => refresh.mutate({ workspace });
  const groups = list.data?.groups ?? null;
  const age = list.data?.age;
  const refusal = refresh.error ?? list.error ?? (groups === null ? age?.failure : null);

  if (groups === null && refusal) {
    return (
      <>
        <GroupsHeader />
        <UpstreamRefusal error={refusal} onRecheck={ask} rechecking={refresh.isPending} />
      </>
    );
  }
  const dialogs = { workspace, numbers, plan };
  return (
    <>
      <GroupsHeader
        actions={
          access.mayManage && (
            <>
              <CreateGroup {...dialogs} />
              <WatchGroup {...dialogs} />
            </>
          )
        }
      />
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      <div className="grid gap-2">
        {age && (
          <div className="justify-self-end">
            <Freshness fresh={age} onRefresh={ask} pending={refresh.isPending} />
          </div>
        )}
        {groups === null ? (
          <RowSkeletons count={3} />
        ) : groups.length === 0 ? (
          <EmptyState
            icon={<UsersRound />}
            title={t("empty.group.title")}
            text={access.mayManage ? t("empty.group.text") : t("empty.group.ask")}
            action={access.mayManage && <WatchGroup {...dialogs} icon={<Eye aria-hidden />} />}
          />
        ) : (
          <GroupList workspace={workspace} groups={groups} />
        )}
      </div>
    </>
  );
}
