"use client";

import { hashKey, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import type { ChatPage } from "#server/chats/schemas.ts";
import { mergeChats } from "../merge-chats.ts";
import type { ListFilter } from "../search-params.ts";
import { useChatsAccess } from "./chats-context.tsx";
import { chatPagesKey } from "./use-patch-chat.ts";

/** Nudges read the first page again at once; those further down follow later, the later the more there are of them. */
const olderPaceMs = 10_000;
/** On average no more than one page in this time, because somebody may have scrolled through tens of thousands of rows. */
const perPageMs = 1_000;

const none: ChatPage[] = [];

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
    const count = pages.data?.pages.length ?? 0;
    if (count <= 1) {
      queryClient.setQueryData(pagesKey, { pages: [page], pageParams: [firstCursor] });
      return;
    }
    refreshing.current ??= setTimeout(
      () => {
        refreshing.current = undefined;
        if (document.visibilityState === "visible") void pages.refetch();
      },
      Math.max(olderPaceMs, count * perPageMs),
    );
  });
  const listKey = hashKey(pagesKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a short list does not wait as long as the one before it
  useEffect(
    () => () => {
      clearTimeout(refreshing.current);
      refreshing.current = undefined;
    },
    [listKey],
  );
  useEffect(() => {
    if (fresh) onFresh(fresh);
  }, [fresh]);
  const read = isOld ? none : (pages.data?.pages ?? none);
  // Tens of thousands may have been read, and every key that somebody types renders the list.
  const rows = useMemo(
    () => (head.data ? mergeChats(head.data, read, filter.order) : []),
    [head.data, read, filter.order],
  );
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
    // Whoever reaches the end comes before a refresh of what is above, which is given up then.
    mayLoadOlder: !isOld && !pages.isFetchingNextPage,
    loadOlder: () => void pages.fetchNextPage(),
    retry: () => void (pages.isFetchNextPageError ? pages.fetchNextPage() : head.refetch()),
    isRetrying: head.isFetching,
  };
}

export type ChatList = ReturnType<typeof useChatList>;
