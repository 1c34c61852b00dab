"use client";

import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { GroupMessageView } from "#server/groups/schemas.ts";

/** The messages of a group, newest first, as many pages as were asked for. */
export function useGroupMessages(workspace: string, groupId: string, enabled = true) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [count, setCount] = useState(1);
  const pageInput = (page: number) => ({ workspace, groupId, page });
  const pages = useQueries({
    queries: Array.from({ length: count }, (_, page) =>
      trpc.groups.messages.queryOptions(pageInput(page), { retry: false, enabled }),
    ),
  });
  const refresh = useMutation(
    trpc.groups.refreshMessages.mutationOptions({
      onSuccess: (fresh) => queryClient.setQueryData(trpc.groups.messages.queryKey(pageInput(0)), fresh),
    }),
  );
  const [first] = pages;
  const last = pages.at(-1);
  const byId = new Map<string, GroupMessageView>();
  // A message that came meanwhile pushes another from one page onto the next, where it stands a second time.
  for (const { data } of pages)
    for (const message of data?.messages ?? []) if (!byId.has(message.id)) byId.set(message.id, message);
  return {
    messages: first?.data?.messages ? [...byId.values()] : null,
    age: first?.data?.age ?? null,
    refusal:
      refresh.error ??
      first?.error ??
      (first?.data?.messages === null ? (first.data.age.failure ?? null) : null),
    hasOlder: last?.data?.hasMore ?? false,
    olderError: count > 1 ? (last?.error ?? null) : null,
    isLoadingOlder: count > 1 && (last?.isPending ?? false),
    loadOlder: () => setCount(count + 1),
    refresh: () => refresh.mutate(pageInput(0)),
    isRefreshing: refresh.isPending,
  };
}
