"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import { chatTabs } from "#server/chats/schemas.ts";
import { type ListParams, serializeChats, toListFilter } from "../search-params.ts";
import { useChatsAccess } from "./chats-context.tsx";

/** Counts stop here. */
const maxCount = 1_000;

interface ListTabsProps {
  params: ListParams;
  onChange: (tab: ListParams["tab"]) => void;
}

/** Mine, unassigned and all, each with how many open chats it has. Links, because the address says which one it is. */
export function ListTabs({ params, onChange }: ListTabsProps) {
  const { workspace } = useChatsAccess();
  const t = useTranslations("chats.tabs");
  const format = useFormatter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: counts } = useQuery(trpc.chats.counts.queryOptions({ workspace }));

  const prefetch = (tab: ListParams["tab"]) =>
    void queryClient.prefetchQuery(
      trpc.chats.list.queryOptions({ workspace, ...toListFilter({ ...params, tab }) }),
    );
  const choose = (tab: ListParams["tab"]) => (click: MouseEvent) => {
    if (click.metaKey || click.ctrlKey || click.shiftKey) return;
    click.preventDefault();
    onChange(tab);
  };
  return (
    <nav aria-label={t("label")} className="flex gap-1">
      {chatTabs.map((tab) => {
        const count = counts?.[tab];
        const isCurrent = params.tab === tab;
        return (
          <a
            key={tab}
            href={serializeChats(`/w/${workspace}/chats`, { ...params, tab })}
            onClick={choose(tab)}
            onPointerEnter={() => prefetch(tab)}
            aria-current={isCurrent ? "page" : undefined}
            data-testid={`tab-${tab}`}
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-muted-foreground text-xs transition-colors hover:bg-accent hover:text-foreground aria-[current]:bg-accent aria-[current]:text-foreground max-md:h-9"
          >
            {t(tab)}
            {count && (
              <span
                title={t("counts", { chats: count.chats, unread: count.unread })}
                className={cn(
                  "text-2xs",
                  count.unread > 0 ? "font-semibold text-primary" : "font-normal text-muted-foreground",
                )}
              >
                <span aria-hidden>
                  {count.chats >= maxCount ? t("many", { count: maxCount }) : format.number(count.chats)}
                </span>
                <span className="sr-only">{t("counts", { chats: count.chats, unread: count.unread })}</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}
