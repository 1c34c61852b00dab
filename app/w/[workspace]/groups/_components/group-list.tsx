"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { GroupView } from "#server/groups/schemas.ts";
import { VirtualList } from "../../_components/virtual-list.tsx";
import { GroupState } from "./group-state.tsx";
import { ModeLine } from "./mode-line.tsx";

/** Wide: name, messages, leads, state in columns. Narrow: the counts move below the name. */
const columns =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 md:grid-cols-[minmax(0,1fr)_6rem_5rem_6rem]";

export function GroupList({ workspace, groups }: { workspace: string; groups: GroupView[] }) {
  const t = useTranslations("groups");
  return (
    <div className="overflow-hidden rounded-lg border bg-card shadow-xs">
      <div
        aria-hidden
        className={`${columns} hidden h-8 border-b font-medium text-muted-foreground text-xs md:grid`}
      >
        <span>{t("columns.group")}</span>
        <span className="text-end">{t("columns.messages")}</span>
        <span className="text-end">{t("columns.leads")}</span>
        <span>{t("columns.state")}</span>
      </div>
      <VirtualList
        rows={groups}
        keyOf={({ id }) => id}
        label={t("listLabel")}
        estimatedRowPx={73}
        renderRow={(group) => <GroupRow workspace={workspace} group={group} />}
      />
    </div>
  );
}

function GroupRow({ workspace, group }: { workspace: string; group: GroupView }) {
  const t = useTranslations("groups");
  return (
    <Link
      href={`/w/${workspace}/groups/${group.id}`}
      data-testid="group-row"
      className={`${columns} py-3 transition-colors hover:bg-muted/60 focus-visible:-outline-offset-2`}
    >
      <span className="grid min-w-0 gap-1">
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-medium" dir="auto">
            {group.name || t("unnamed")}
          </span>
          <span className="shrink-0 truncate text-muted-foreground text-xs" dir="auto">
            {group.numberName}
          </span>
        </span>
        <ModeLine group={group} />
      </span>
      <Count value={group.messagesProcessed} label={t("columns.messages")} />
      <Count value={group.leadsDetected} label={t("columns.leads")} />
      <span className="max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end">
        <GroupState isActive={group.isActive} />
      </span>
    </Link>
  );
}

function Count({ value, label }: { value: number | null; label: string }) {
  const format = useFormatter();
  return (
    <span className="text-muted-foreground text-xs tabular-nums max-md:col-span-full md:text-end md:text-foreground md:text-sm">
      <span className="md:sr-only">{label}: </span>
      {value === null ? "–" : format.number(value)}
    </span>
  );
}
