"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useReducer } from "react";
import { eventListKey, useLiveEvents } from "#app/_lib/live/provider.tsx";
import { useTRPCClient } from "#app/_lib/trpc/client.tsx";
import { type EventFilter, type EventPage, isSearch } from "#server/inbox/schemas.ts";
import type { EventSummary } from "#server/inbox/view.ts";
import { matchesFilter, mergeEvents } from "../merge-events.ts";

const searchFreshMs = 30_000;

/** More than this nobody scrolls through, and a tab that stays open for days must not grow. */
const maxRows = 2_000;

/** What the live stream brought since these filters were chosen; `held` waits until the reader wants it. */
interface Live {
  filterKey: string;
  shown: EventSummary[];
  held: EventSummary[];
  filteredOut: number;
}

type LiveChange =
  | { kind: "arrived"; events: EventSummary[]; filter: EventFilter; hold: boolean }
  | { kind: "searched"; filter: EventFilter }
  | { kind: "released" };

const newest = (events: EventSummary[]) => events.slice(0, maxRows);
const keyOf = (filter: EventFilter) => JSON.stringify(filter);

function startLive(filterKey: string): Live {
  return { filterKey, shown: [], held: [], filteredOut: 0 };
}

function changeLive(state: Live, change: LiveChange): Live {
  if (change.kind === "released") {
    if (state.held.length === 0) return state;
    return { ...state, shown: newest(mergeEvents(state.shown, state.held, {}).events), held: [] };
  }
  const key = keyOf(change.filter);
  if (change.kind === "searched") return startLive(key);
  // With other filters the pages are read anew, so what came before is in them.
  const live = state.filterKey === key ? state : startLive(key);
  // What a search asks for, only the server can tell of an event: those that came since are counted.
  if (isSearch(change.filter)) {
    const { events } = mergeEvents([], change.events, change.filter);
    return { ...live, filteredOut: live.filteredOut + events.length };
  }
  const target = change.hold ? "held" : "shown";
  const { events, filteredOut } = mergeEvents(live[target], change.events, change.filter);
  return { ...live, [target]: newest(events), filteredOut: live.filteredOut + filteredOut };
}

interface EventListOptions {
  workspace: string;
  filter: EventFilter;
  /** What the server rendered, with the filter that it had. */
  first: { filter: EventFilter; page: EventPage };
  /** Live events wait instead of moving what is being read. */
  hold: boolean;
}

/** The live page's events: pages as far as the reader scrolled, and what has arrived since. */
export function useEventList({ workspace, filter, first, hold }: EventListOptions) {
  const client = useTRPCClient();
  const filterKey = keyOf(filter);
  const firstCursor: number | null = null;
  const query = useInfiniteQuery({
    queryKey: [eventListKey, workspace, filter],
    queryFn: ({ pageParam, signal }: { pageParam: number | null; signal: AbortSignal }) =>
      client.inbox.events.query(
        { workspace, ...filter, ...(pageParam !== null && { before: pageParam }) },
        { signal },
      ),
    initialPageParam: firstCursor,
    getNextPageParam: (page: EventPage) => page.nextBefore,
    ...(keyOf(first.filter) === filterKey && {
      initialData: { pages: [first.page], pageParams: [firstCursor] },
    }),
    placeholderData: keepPreviousData,
    // Always read again on arrival: the live stream may have run for a while before this page listened to it.
    // A search costs more, and says what came since.
    staleTime: isSearch(filter) ? searchFreshMs : 0,
  });

  const [live, change] = useReducer(changeLive, filterKey, startLive);
  useLiveEvents((events) => change({ kind: "arrived", events, filter, hold }));
  useEffect(() => {
    if (!hold) change({ kind: "released" });
  }, [hold]);

  const current = live.filterKey === filterKey ? live : startLive(filterKey);
  // While a new filter's first page is on its way, what is already here and matches stands in for it.
  const isOther = query.isPlaceholderData && isSearch(filter);
  const pages = isOther ? [] : (query.data?.pages ?? []);
  const read = pages.flatMap((page) => page.events).filter((e) => matchesFilter(e, filter));
  const all = mergeEvents(read, current.shown, filter).events;
  const rows = newest(all);
  const isFull = rows.length === maxRows && (all.length > maxRows || query.hasNextPage);
  return {
    rows,
    heldCount: mergeEvents(rows, current.held, filter).events.length - rows.length,
    filteredOut: current.filteredOut,
    isLoading: query.isPending || query.isPlaceholderData,
    /** Newer events may be missing; or only the older ones, below the last row. */
    error: query.isFetchNextPageError ? null : query.error,
    olderError: query.isFetchNextPageError ? query.error : null,
    retry: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
    /** A search that ended before the events did: how far back it looked. */
    searchedTo: query.isPlaceholderData ? null : (pages.at(-1)?.searchedTo ?? null),
    /** Searches anew, also what came since. */
    searchAgain: () => {
      change({ kind: "searched", filter });
      void query.refetch();
    },
    isFull,
    hasOlder: query.hasNextPage && !isFull,
    isLoadingOlder: query.isFetchingNextPage,
    /** Not while the pages are read anew: that would be broken off. */
    mayLoadOlder: !query.isFetching,
    loadOlder: () => void query.fetchNextPage(),
  };
}

export type EventList = ReturnType<typeof useEventList>;
