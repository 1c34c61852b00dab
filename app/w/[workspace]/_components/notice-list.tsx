"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { BellOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { NoticeView } from "#server/notices/schemas.ts";
import { NoticeRow } from "./notice-row.tsx";
import { useMarkRead } from "./use-mark-notices-read.ts";

interface NoticeListProps {
  workspace: string;
  /** The newest only, as the bell shows them. */
  isShort?: boolean;
  onFollow?: () => void;
}

/** The reader's notices, newest first, each a sentence that leads to what it is about. */
export function NoticeList({ workspace, isShort = false, onFollow }: NoticeListProps) {
  const t = useTranslations("notices");
  const trpc = useTRPC();
  const markRead = useMarkRead(workspace);
  const list = useInfiniteQuery(
    trpc.notices.list.infiniteQueryOptions(
      { workspace },
      { getNextPageParam: ({ nextCursor }) => nextCursor, initialCursor: undefined },
    ),
  );
  if (list.isPending) return <Skeletons />;
  if (list.error) return <ErrorNotice error={list.error} />;
  const all = list.data.pages.flatMap(({ notices }) => notices);
  const shown = isShort ? all.slice(0, 10) : all;
  if (shown.length === 0) {
    return (
      <EmptyState
        className={cn("border-none", isShort && "py-8")}
        icon={<BellOff />}
        title={t("empty.title")}
        text={t("empty.text")}
      />
    );
  }
  const follow = ({ id, readAt }: NoticeView) => {
    if (readAt === null) markRead.one(id);
    onFollow?.();
  };
  return (
    <>
      <ul aria-label={t("list")} className="divide-y">
        {shown.map((notice) => (
          <li key={notice.id}>
            <NoticeRow workspace={workspace} notice={notice} onFollow={() => follow(notice)} />
          </li>
        ))}
      </ul>
      {!isShort && list.hasNextPage && (
        <Button
          variant="outline"
          className="m-3"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </>
  );
}

function Skeletons() {
  return (
    <div aria-busy className="grid gap-4 p-4">
      {["a", "b", "c"].map((key) => (
        <div key={key} className="flex gap-3">
          <Skeleton className="size-4 rounded" />
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="h-4 w-4/5" />
            <Skeleton className="h-3 w-24" />
          </div>
        </div>
      ))}
    </div>
  );
}
