"use client";

import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ChatPage, ChatView } from "#server/chats/schemas.ts";
import { useChatsAccess } from "./chats-context.tsx";

/** Starts the key of the list's further pages, which stand beside the API's own queries so that nudges spare them. */
export const chatPagesKey = "chat-pages";

/** Gives a function that changes a chat wherever the browser holds it, until the server tells anew. */
export function usePatchChat(): (id: string, change: Partial<ChatView>) => void {
  const { workspace } = useChatsAccess();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  return (id, change) => {
    const patch = (page: ChatPage): ChatPage => ({
      ...page,
      chats: page.chats.map((chat) => (chat.id === id ? { ...chat, ...change } : chat)),
    });
    queryClient.setQueriesData<ChatPage>(
      { queryKey: trpc.chats.list.pathKey() },
      (page) => page && patch(page),
    );
    queryClient.setQueriesData<InfiniteData<ChatPage>>(
      { queryKey: [chatPagesKey] },
      (data) => data && { ...data, pages: data.pages.map(patch) },
    );
    queryClient.setQueryData(
      trpc.chats.get.queryKey({ workspace, chat: id }),
      (chat) => chat && { ...chat, ...change },
    );
  };
}
