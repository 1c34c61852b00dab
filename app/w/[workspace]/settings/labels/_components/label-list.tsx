"use client";

import { MessageSquareShare, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Tooltip } from "#app/_ui/tooltip.tsx";
import type { LabelView } from "#server/labels/schemas.ts";
import { LabelTag } from "../../../_components/label-chips.tsx";
import { VirtualList } from "../../../_components/virtual-list.tsx";

/** Below that, nobody needs to search. */
const searchFrom = 8;

export type LabelTask = "edit" | "delete" | "push";

interface LabelListProps {
  workspace: string;
  labels: LabelView[];
  mayManage: boolean;
  onTask: (task: LabelTask, label: LabelView) => void;
}

export function LabelList({ workspace, labels, mayManage, onTask }: LabelListProps) {
  const t = useTranslations("labels");
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = labels.filter(({ name, description }) =>
    `${name}\n${description ?? ""}`.toLowerCase().includes(wanted),
  );
  return (
    <div className="grid gap-3">
      {labels.length >= searchFrom && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Input
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            aria-label={t("search")}
            placeholder={t("search")}
            className="max-w-xs"
          />
          <p role="status" className="text-muted-foreground text-xs">
            {t("count", { count: found.length })}
          </p>
        </div>
      )}
      {found.length === 0 ? (
        <p className="py-6 text-center text-muted-foreground text-sm">{t("nothingFound", { search })}</p>
      ) : (
        <Card className="gap-0 py-0">
          <VirtualList
            rows={found}
            keyOf={({ id }) => id}
            label={t("listLabel")}
            estimatedRowPx={45}
            renderRow={(label) => (
              <LabelRow
                workspace={workspace}
                label={label}
                mayManage={mayManage}
                onTask={(task) => onTask(task, label)}
              />
            )}
          />
        </Card>
      )}
    </div>
  );
}

interface LabelRowProps {
  workspace: string;
  label: LabelView;
  mayManage: boolean;
  onTask: (task: LabelTask) => void;
}

function LabelRow({ workspace, label, mayManage, onTask }: LabelRowProps) {
  const t = useTranslations("labels.row");
  const { id, name, color, description, chats, synced } = label;
  return (
    <div
      data-testid="label-row"
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2 sm:grid-cols-[minmax(0,1fr)_7rem_9rem_1.75rem]"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <LabelTag name={name} color={color} />
        {description && (
          <span dir="auto" className="min-w-0 truncate text-muted-foreground text-xs" title={description}>
            {description}
          </span>
        )}
      </div>
      <div className="flex items-center gap-3 max-sm:order-last max-sm:col-span-2 sm:contents">
        {chats === 0 ? (
          <span className="text-muted-foreground text-xs sm:text-end">{t("chats", { count: 0 })}</span>
        ) : (
          <Link
            href={`/w/${workspace}/chats?label=${id}`}
            aria-label={`${t("chats", { count: chats })}. ${t("chatsOf", { name })}`}
            className="inline-flex min-h-6 items-center text-primary text-xs underline-offset-4 hover:underline sm:justify-self-end"
          >
            {t("chats", { count: chats })}
          </Link>
        )}
        <SyncBadge synced={synced} />
      </div>
      {mayManage ? <RowMenu name={name} onTask={onTask} /> : <span />}
    </div>
  );
}

const tones = { no: "outline", yes: "success", changed_here: "warning" } as const;

function SyncBadge({ synced }: Pick<LabelView, "synced">) {
  const t = useTranslations("labels.synced");
  return (
    <Tooltip content={t(`${synced}Hint`)}>
      <button type="button" className="min-h-6 w-fit cursor-default rounded-full">
        <Badge tone={tones[synced]}>{t(synced)}</Badge>
      </button>
    </Tooltip>
  );
}

function RowMenu({ name, onTask }: { name: string; onTask: (task: LabelTask) => void }) {
  const t = useTranslations("labels.row");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t("menu", { name })}>
          <MoreHorizontal aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onTask("edit")}>
          <Pencil aria-hidden />
          {t("edit")}
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onTask("push")}>
          <MessageSquareShare aria-hidden />
          {t("toWhatsapp")}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem variant="destructive" onSelect={() => onTask("delete")}>
          <Trash2 aria-hidden />
          {t("delete")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
