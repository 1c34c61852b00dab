"use client";

import { useQuery, useSuspenseQueries } from "@tanstack/react-query";
import { Cable, ExternalLink, FilterX, QrCode, Radio, SearchX, UserRound } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, Suspense } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { Restrictions } from "#server/members/index.ts";
import type { Access } from "../../_lib/access.ts";
import { RowSkeletons } from "./row-skeletons.tsx";

export type ViewerLimits = Pick<Restrictions, "assignedOnly" | "hidePhones">;

interface EmptyInboxProps {
  workspace: string;
  /** What the viewer may do about a missing connection or number. */
  connecting: Access;
  /** What the viewer sees less of than their role would. */
  limits: ViewerLimits;
  onClearFilters: (() => void) | null;
  /** Set where events were looked at one by one: how far back (null: all of them), and whether into their bodies. */
  search: { searchedTo: string | null; ofBodies: boolean; lookFurther: ReactNode } | null;
}

/** Why the list is empty, and the one thing to do about it. */
export function EmptyInbox({ workspace, connecting, limits, onClearFilters, search }: EmptyInboxProps) {
  const t = useTranslations("inbox.empty");
  const format = useFormatter();
  if (onClearFilters && search?.searchedTo) {
    const time = format.dateTime(new Date(search.searchedTo), { dateStyle: "medium", timeStyle: "short" });
    return (
      <EmptyState
        icon={<SearchX />}
        title={t("searchTitle")}
        text={t("searchText", { time })}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            {search.lookFurther}
            <Button variant="ghost" size="sm" onClick={onClearFilters}>
              {t("clear")}
            </Button>
          </div>
        }
      />
    );
  }
  if (onClearFilters) {
    return (
      <EmptyState
        icon={<FilterX />}
        title={t("filteredTitle")}
        text={search?.ofBodies ? t("searchedAllText") : t("filteredText")}
        action={
          <Button variant="outline" onClick={onClearFilters}>
            {t("clear")}
          </Button>
        }
      />
    );
  }
  return (
    <Suspense fallback={<RowSkeletons count={4} />}>
      <Blocker workspace={workspace} connecting={connecting} limits={limits} />
    </Suspense>
  );
}

type BlockerProps = Pick<EmptyInboxProps, "workspace" | "connecting" | "limits">;

function Blocker({ workspace, connecting, limits }: BlockerProps) {
  const t = useTranslations("inbox.empty");
  const trpc = useTRPC();
  const roleNames = useRoleNames();
  const [connection, numbers] = useSuspenseQueries({
    queries: [trpc.connection.get.queryOptions({ workspace }), trpc.numbers.list.queryOptions({ workspace })],
  });

  const roles = roleNames(connecting.managers);
  const action = (href: string, label: string) =>
    connecting.mayManage && (
      <Button asChild>
        <Link href={`/w/${workspace}/${href}`}>{label}</Link>
      </Button>
    );
  if (connection.data === null) {
    return (
      <EmptyState
        icon={<Cable />}
        title={t("connectTitle")}
        text={connecting.mayManage ? t("connectText") : t("connectAsk", { roles })}
        action={action("settings/connection", t("connect"))}
      />
    );
  }
  const working = numbers.data.find(({ status }) => status === "working");
  if (!working) {
    const first = numbers.data[0];
    return (
      <EmptyState
        icon={<QrCode />}
        title={t("pairTitle")}
        text={connecting.mayManage ? t("pairText") : t("pairAsk", { roles })}
        action={action(first ? `numbers/${first.id}/pair` : "numbers", first ? t("pair") : t("addNumber"))}
      />
    );
  }
  if (limits.assignedOnly) {
    return <EmptyState icon={<UserRound />} title={t("assignedTitle")} text={t("assignedText")} />;
  }
  // Of a number that the viewer is not shown there is nothing to write to.
  const phone = limits.hidePhones ? null : working.phoneNumber;
  return <Listening workspace={workspace} phone={phone} isSandbox={connection.data.isSandbox} />;
}

interface ListeningProps {
  workspace: string;
  phone: string | null;
  isSandbox: boolean;
}

function Listening({ workspace, phone, isSandbox }: ListeningProps) {
  const t = useTranslations("inbox.empty");
  const trpc = useTRPC();
  const options = useQuery({ ...trpc.connection.options.queryOptions({ workspace }), enabled: isSandbox });
  const sandboxUrl = options.data?.sandboxUrl;
  return (
    <EmptyState
      icon={<Radio />}
      title={t("listeningTitle")}
      text={phone === null ? t("listeningText") : t("listeningPhone", { phone })}
      action={
        sandboxUrl && (
          <Button variant="outline" asChild>
            <a href={sandboxUrl} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t("openSandbox")}
            </a>
          </Button>
        )
      }
    />
  );
}
