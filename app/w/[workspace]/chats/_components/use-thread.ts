"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import type { ThreadPage } from "#server/chats/schemas.ts";
import { mergeThread } from "../merge-thread.ts";
import { useChatsAccess } from "./chats-context.tsx";

/** Pages that are kept; those at the other end go, so that a long thread stays quick however far one scrolls. */
const maxPages = 10;
/** Nudges read the newest page again at once; the pages above follow at this pace. */
const olderPaceMs = 10_000;

type Cursor = { before?: string; after?: string; around?: string };
const newest: Cursor = {};

/**
 * The messages of a chat: its newest page, which nudges keep fresh, and those above it as far as the reader scrolled;
 * or, from a search, those on both sides of the message `around`, until the newest is reached.
 */
export function useThread(chat: string, around: string | null) {
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const headOptions = trpc.chats.thread.queryOptions({ workspace, chat });
  const head = useQuery(headOptions);

  const pagesKey = ["thread-pages", workspace, chat, around];
  const start: Cursor = around === null ? newest : { around };
  const pages = useInfiniteQuery({
    queryKey: pagesKey,
    queryFn: ({ pageParam, signal }: { pageParam: Cursor; signal: AbortSignal }) =>
      pageParam === newest || Object.keys(pageParam).length === 0
        ? queryClient.fetchQuery({ ...headOptions, staleTime: Number.POSITIVE_INFINITY })
        : client.chats.thread.query({ workspace, chat, ...pageParam }, { signal }),
    initialPageParam: start,
    getNextPageParam: ({ olderCursor }: ThreadPage): Cursor | null =>
      olderCursor === null ? null : { before: olderCursor },
    getPreviousPageParam: ({ newerCursor }: ThreadPage): Cursor | null =>
      newerCursor === null ? null : { after: newerCursor },
    maxPages,
    // The newest page is handed over below; only what is around a message is read by itself.
    enabled: around !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const refreshing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const onFresh = useEffectEvent((page: ThreadPage) => {
    if (around !== null) return;
    const known = pages.data;
    if ((known?.pages.length ?? 0) <= 1) {
      queryClient.setQueryData(pagesKey, { pages: [page], pageParams: [newest] });
      return;
    }
    // Not once the newest page has gone: reading on from the middle would lose the reader's place.
    if (known?.pages[0]?.newerCursor !== null) return;
    refreshing.current ??= setTimeout(() => {
      refreshing.current = undefined;
      if (document.visibilityState === "visible") void pages.refetch();
    }, olderPaceMs);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a search the newest page is handed over again
  useEffect(() => {
    if (head.data) onFresh(head.data);
  }, [head.data, around]);
  useEffect(() => () => clearTimeout(refreshing.current), []);

  const read = pages.data?.pages ?? [];
  // With the newest page out of reach, what is new must not stand below a gap.
  const isAtNewest =
    around === null ? (read[0]?.newerCursor ?? null) === null : read[0]?.newerCursor === null;
  const parts = isAtNewest && head.data ? [head.data, ...read] : read;
  const error =
    head.error ?? (pages.isFetchNextPageError || pages.isFetchPreviousPageError ? null : pages.error);
  return {
    thread: mergeThread(parts),
    version: head.data?.version ?? null,
    inboundCount: head.data?.inboundCount ?? null,
    firstUnreadId: head.data?.firstUnreadId ?? null,
    isAtNewest,
    isLoading: around === null ? head.isPending : pages.isPending,
    error,
    retry: () => void (head.error ? head.refetch() : pages.refetch()),
    isRetrying: head.isFetching || pages.isFetching,
    hasOlder: read.length > 0 ? pages.hasNextPage : (head.data?.olderCursor ?? null) !== null,
    hasNewer: !isAtNewest && pages.hasPreviousPage,
    /** Further pages could not be read. */
    edgeError: pages.isFetchNextPageError || pages.isFetchPreviousPageError ? pages.error : null,
    mayLoad: !pages.isFetching,
    loadOlder: () => void pages.fetchNextPage(),
    loadNewer: () => void pages.fetchPreviousPage(),
    /** Forgets what is further up, so that the thread is its newest page again. */
    toNewest: () => {
      if (head.data) queryClient.setQueryData(pagesKey, { pages: [head.data], pageParams: [newest] });
    },
  };
}
