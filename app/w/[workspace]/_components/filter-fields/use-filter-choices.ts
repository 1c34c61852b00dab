"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/** Something that a filter can name. */
export type Choice = { id: string; name: string; color?: string };

/** What a filter can name in a workspace, within the reader's sight; undefined while it is being read. */
export type FilterChoices = {
  numbers: Choice[] | undefined;
  inboxes: Choice[] | undefined;
  labels: Choice[] | undefined;
  /** The names of events that arrived. */
  events: string[];
};

export function useFilterChoices(workspace: string): FilterChoices {
  const trpc = useTRPC();
  const numbers = useQuery(trpc.numbers.list.queryOptions({ workspace }));
  const labels = useQuery(trpc.labels.list.queryOptions({ workspace }));
  const heard = useQuery(trpc.inbox.filters.queryOptions({ workspace }));
  return {
    numbers: numbers.data?.map(({ id, name }) => ({ id, name })),
    inboxes: heard.data?.inboxes,
    labels: labels.data?.labels.map(({ id, name, color }) => ({ id, name, color })),
    events: heard.data?.events ?? [],
  };
}
