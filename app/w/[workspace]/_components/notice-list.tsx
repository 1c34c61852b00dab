"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { AtSign, BellOff, CalendarX2, type LucideIcon, Unplug, UserRoundCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { NoticeView } from "#server/notices/schemas.ts";
import { useMarkRead } from "./use-mark-notices-read.ts";

const icons: Record<NoticeView["kind"], LucideIcon> = {
  mention: AtSign,
  assigned: UserRoundCheck,
  number_dropped: Unplug,
  send_later_failed: CalendarX2,
};

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

interface NoticeRowProps {
  workspace: string;
  notice: NoticeView;
  onFollow: () => void;
}

function NoticeRow({ workspace, notice, onFollow }: NoticeRowProps) {
  const t = useTranslations("notices");
  const Icon = icons[notice.kind];
  const isUnread = notice.readAt === null;
  return (
    <Link
      href={hrefOf(workspace, notice)}
      onClick={onFollow}
      data-testid="notice"
      data-unread={isUnread}
      className="flex items-start gap-3 px-4 py-3 text-sm transition-colors hover:bg-accent focus-visible:-outline-offset-2"
    >
      <Icon
        aria-hidden
        className={cn("mt-0.5 size-4 shrink-0", isUnread ? "text-primary" : "text-muted-foreground")}
      />
      <span className="grid min-w-0 flex-1 gap-0.5">
        <span dir="auto" className="[overflow-wrap:anywhere]">
          <NoticeSentence notice={notice} />
        </span>
        <RelativeTime at={notice.createdAt} className="text-muted-foreground text-xs" />
      </span>
      {isUnread && (
        <span className="mt-1.5 size-2 shrink-0 rounded-full bg-primary">
          <span className="sr-only">{t("unread")}</span>
        </span>
      )}
    </Link>
  );
}

function NoticeSentence({ notice: { kind, params, chat, number } }: { notice: NoticeView }) {
  const t = useTranslations("notices");
  return t.rich(`kinds.${kind}`, {
    by: params.by || t(kind === "assigned" ? "program" : "somebody"),
    chat: chat?.title ?? t("aChat"),
    number: number?.name || params.number || t("aNumber"),
    b: (words) => <strong className="font-semibold">{words}</strong>,
  });
}

/** Where a notice leads: its chat, else its number. */
function hrefOf(workspace: string, { kind, chat, number }: NoticeView): string {
  if (chat) return `/w/${workspace}/chats/${chat.id}`;
  if (number && kind === "number_dropped") return `/w/${workspace}/numbers/${number.id}/pair`;
  return `/w/${workspace}/numbers`;
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
