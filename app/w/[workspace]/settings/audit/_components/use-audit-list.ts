import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import type { AuditFilter, AuditPage } from "#server/audit/schemas.ts";

/** More than this nobody scrolls through; filters and exports reach the rest. */
const maxPages = 40;

interface AuditListOptions {
  workspace: string;
  filter: AuditFilter;
  /** What the server rendered, with the filter that it had. */
  first: { filter: AuditFilter; page: AuditPage };
}

/** The log's entries as far as the reader went, read again whenever they come back to the page. */
export function useAuditList({ workspace, filter, first }: AuditListOptions) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const firstCursor: number | null = null;
  const query = useInfiniteQuery({
    // Below the path of the topic `audit`, so that its nudges reach it.
    queryKey: [...trpc.audit.list.pathKey(), "pages", workspace, filter],
    queryFn: ({ pageParam, signal }: { pageParam: number | null; signal: AbortSignal }) =>
      client.audit.list.query(
        { workspace, ...filter, ...(pageParam !== null && { before: pageParam }) },
        { signal },
      ),
    initialPageParam: firstCursor,
    getNextPageParam: (page: AuditPage) => page.nextBefore,
    ...(JSON.stringify(first.filter) === JSON.stringify(filter) && {
      initialData: { pages: [first.page], pageParams: [firstCursor] },
    }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: "always",
  });
  const pages = query.data?.pages ?? [];
  const isFull = pages.length >= maxPages && query.hasNextPage;
  return {
    entries: pages.flatMap((page) => page.entries),
    isLoading: query.isPending || query.isPlaceholderData,
    isRefreshing: query.isRefetching,
    error: query.error,
    retry: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
    refresh: () => void query.refetch(),
    hasOlder: query.hasNextPage && !isFull,
    isFull,
    isLoadingOlder: query.isFetchingNextPage,
    loadOlder: () => void query.fetchNextPage(),
  };
}
