"use client";

import { useSuspenseQueries } from "@tanstack/react-query";
import { Cable, Smartphone } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { RoomLeft } from "#app/_components/room-left.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { RoleNote } from "../../_components/role-note.tsx";
import type { Access } from "../../_lib/access.ts";
import { AddNumber } from "./add-number.tsx";
import { NumberList } from "./number-list.tsx";
import { NumbersHeader } from "./numbers-header.tsx";

export function NumbersScreen({ workspace, access }: { workspace: string; access: Access }) {
  const t = useTranslations("numbers");
  const trpc = useTRPC();
  const [{ data: connection }, { data: numbers }] = useSuspenseQueries({
    queries: [trpc.connection.get.queryOptions({ workspace }), trpc.numbers.list.queryOptions({ workspace })],
  });
  const add = access.mayManage && connection && <AddNumber workspace={workspace} />;
  if (!connection) {
    return (
      <>
        <NumbersHeader />
        <NoConnection workspace={workspace} access={access} />
      </>
    );
  }
  if (numbers.length === 0) {
    return (
      <>
        <NumbersHeader />
        <NoNumbers workspace={workspace} access={access} connection={connection} />
      </>
    );
  }
  return (
    <>
      <NumbersHeader actions={add} />
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      <RoomLeft workspace={workspace} limit="numbers" />
      <NumberList workspace={workspace} numbers={numbers} mayManage={access.mayManage} />
    </>
  );
}

function NoConnection({ workspace, access }: { workspace: string; access: Access }) {
  const t = useTranslations("numbers.empty");
  const roleNames = useRoleNames();
  return (
    <EmptyState
      icon={<Cable />}
      title={t("noConnectionTitle")}
      text={access.mayManage ? t("noConnectionText") : t("askConnect", { roles: roleNames(access.managers) })}
      action={
        access.mayManage && (
          <Button asChild>
            <Link href={`/w/${workspace}/settings/connection`}>{t("connect")}</Link>
          </Button>
        )
      }
    />
  );
}

interface NoNumbersProps {
  workspace: string;
  access: Access;
  connection: ConnectionView;
}

function NoNumbers({ workspace, access, connection }: NoNumbersProps) {
  const t = useTranslations("numbers.empty");
  const roleNames = useRoleNames();
  const hasUnchosen = connection.numbers.length > 0;
  return (
    <EmptyState
      icon={<Smartphone />}
      title={t("noNumbersTitle")}
      text={access.mayManage ? t("noNumbersText") : t("askAdd", { roles: roleNames(access.managers) })}
      action={
        access.mayManage && (
          <>
            <AddNumber workspace={workspace} />
            {hasUnchosen && (
              <Button asChild variant="outline">
                <Link href={`/w/${workspace}/settings/connection`}>
                  {t("chooseExisting", { tenant: connection.tenantName ?? "MoltFlow" })}
                </Link>
              </Button>
            )}
          </>
        )
      }
    />
  );
}
