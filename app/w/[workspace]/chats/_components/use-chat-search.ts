"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPCClient } from "#app/_lib/trpc/client.tsx";
import type { SearchPage } from "#server/chats/schemas.ts";
import { useSettled } from "../../_lib/use-settled.ts";
import { useChatsAccess } from "./chats-context.tsx";

/** One letter finds everything. */
export const minQuery = 2;

/** Chats and messages with these words or digits, once the reader has stopped typing. */
export function useChatSearch(typed: string, numberId: string | null) {
  const { workspace } = useChatsAccess();
  const client = useTRPCClient();
  const query = useSettled(typed.trim());
  const firstCursor: string | null = null;
  const pages = useInfiniteQuery({
    queryKey: ["chat-search", workspace, query, numberId],
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      client.chats.search.query(
        {
          ...{ workspace, query },
          ...(numberId !== null && { numberId }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: firstCursor,
    getNextPageParam: (page: SearchPage) => page.nextCursor,
    enabled: query.length >= minQuery,
    placeholderData: keepPreviousData,
  });
  return {
    query,
    chats: pages.data?.pages[0]?.chats ?? [],
    hits: pages.data?.pages.flatMap((page) => page.hits) ?? [],
    isLoading: pages.isPending,
    isOld: pages.isPlaceholderData || query !== typed.trim(),
    error: pages.error,
    retry: () => void pages.refetch(),
    hasMore: pages.hasNextPage,
    mayLoadMore: !pages.isFetching,
    loadMore: () => void pages.fetchNextPage(),
  };
}
