import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import type { DeliveryPage, DeliveryState } from "#server/deliveries/schemas.ts";
import { mergeDeliveries } from "../merge-deliveries.ts";

/** Nudges read the first page again at once; those below it follow later, the later the more there are. */
const olderPaceMs = 10_000;
const perPageMs = 1_000;

interface DeliveryListOptions {
  workspace: string;
  destinationId: string;
  state: DeliveryState | null;
}

/** A destination's deliveries as far as the reader went: the newest page is kept fresh, the others follow at a pace. */
export function useDeliveryList({ workspace, destinationId, state }: DeliveryListOptions) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const input = { workspace, destinationId, ...(state !== null && { states: [state] }) };
  const head = useQuery({ ...trpc.deliveries.list.queryOptions(input), placeholderData: keepPreviousData });
  const fresh = head.isPlaceholderData ? undefined : head.data;
  // Not below the path of the topic `deliveries`: every nudge would read all of it again.
  const pagesKey = ["delivery-pages", workspace, destinationId, state];
  const firstCursor: string | null = null;
  const pages = useInfiniteQuery({
    queryKey: pagesKey,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      client.deliveries.list.query(
        { ...input, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: firstCursor,
    getNextPageParam: (page: DeliveryPage) => page.nextCursor,
    // Begun by hand, with the first page that is there already.
    enabled: false,
  });
  const read = head.isPlaceholderData ? [] : (pages.data?.pages ?? []);
  const refreshing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const onFresh = useEffectEvent((page: DeliveryPage) => {
    if (read.length <= 1) {
      queryClient.setQueryData(pagesKey, { pages: [page], pageParams: [firstCursor] });
      return;
    }
    refreshing.current ??= setTimeout(
      () => {
        refreshing.current = undefined;
        if (document.visibilityState === "visible") void pages.refetch();
      },
      Math.max(olderPaceMs, read.length * perPageMs),
    );
  });
  useEffect(() => {
    if (fresh) onFresh(fresh);
  }, [fresh]);
  useEffect(() => () => clearTimeout(refreshing.current), []);
  return {
    rows: mergeDeliveries(head.data?.deliveries ?? [], read),
    isLoading: head.isPending,
    /** What is shown belongs to the filter before. */
    isOld: head.isPlaceholderData,
    error: head.error ?? pages.error,
    retry: () => void (head.error ? head.refetch() : pages.fetchNextPage()),
    hasOlder: read.length > 1 ? pages.hasNextPage : (fresh?.nextCursor ?? null) !== null,
    isLoadingOlder: pages.isFetchingNextPage,
    loadOlder: () => void pages.fetchNextPage(),
  };
}
