"use client";

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import type { ChatPage } from "#server/chats/schemas.ts";
import { mergeChats } from "../merge-chats.ts";
import type { ListFilter } from "../search-params.ts";
import { useChatsAccess } from "./chats-context.tsx";
import { chatPagesKey } from "./use-patch-chat.ts";

/** Nudges read the first page again at once; the pages further down follow at this pace. */
const olderPaceMs = 10_000;

/** The chats of a filter: the first page, which nudges keep fresh, and those below as far as the reader scrolled. */
export function useChatList(filter: ListFilter) {
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const headOptions = trpc.chats.list.queryOptions({ workspace, ...filter });
  const head = useQuery({ ...headOptions, placeholderData: keepPreviousData });

  const pagesKey = [chatPagesKey, workspace, filter];
  const firstCursor: string | null = null;
  const pages = useInfiniteQuery({
    queryKey: pagesKey,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      pageParam === null
        ? queryClient.fetchQuery({ ...headOptions, staleTime: Number.POSITIVE_INFINITY })
        : client.chats.list.query({ workspace, ...filter, cursor: pageParam }, { signal }),
    initialPageParam: firstCursor,
    getNextPageParam: (page: ChatPage) => page.nextCursor,
    // Begun by hand, with the first page that is there already.
    enabled: false,
  });

  const isOld = head.isPlaceholderData;
  const fresh = isOld ? undefined : head.data;
  const refreshing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const onFresh = useEffectEvent((page: ChatPage) => {
    if ((pages.data?.pages.length ?? 0) <= 1) {
      queryClient.setQueryData(pagesKey, { pages: [page], pageParams: [firstCursor] });
      return;
    }
    refreshing.current ??= setTimeout(() => {
      refreshing.current = undefined;
      if (document.visibilityState === "visible") void pages.refetch();
    }, olderPaceMs);
  });
  useEffect(() => {
    if (fresh) onFresh(fresh);
  }, [fresh]);
  useEffect(() => () => clearTimeout(refreshing.current), []);

  const read = isOld ? [] : (pages.data?.pages ?? []);
  const rows = head.data ? mergeChats(head.data, read, filter.order) : [];
  const hasOlder = read.length > 1 ? pages.hasNextPage : (fresh?.nextCursor ?? null) !== null;
  return {
    rows,
    /** Nothing to show yet. */
    isLoading: head.isPending,
    /** What is shown belongs to the filter before. */
    isOld,
    error: head.error,
    olderError: pages.isFetchNextPageError ? pages.error : null,
    hasOlder,
    isLoadingOlder: pages.isFetchingNextPage,
    mayLoadOlder: !isOld && !pages.isFetching,
    loadOlder: () => void pages.fetchNextPage(),
    retry: () => void (pages.isFetchNextPageError ? pages.fetchNextPage() : head.refetch()),
    isRetrying: head.isFetching,
  };
}

export type ChatList = ReturnType<typeof useChatList>;
