"use client";

import { usePathname } from "next/navigation";
import { useQueryStates } from "nuqs";
import { chatOfPath, listParams, openParams, serializeChats } from "../search-params.ts";
import { useChatsAccess } from "./chats-context.tsx";

/**
 * The open chat, which the address names, and the ways to change it. The browser's history is written by hand: the
 * list and the thread are both here already, so that no page has to come from the server.
 */
export function useOpenChat() {
  const { workspace } = useChatsAccess();
  const openId = chatOfPath(usePathname());
  const [filters] = useQueryStates(listParams);
  const [{ message: messageId }] = useQueryStates(openParams);
  const base = `/w/${workspace}/chats`;
  const hrefOf = (id: string, message: string | null = null) =>
    serializeChats(`${base}/${id}`, { ...filters, message });
  return {
    openId,
    /** The message that the thread is shown at; null for its end. */
    messageId,
    hrefOf,
    /** Going back leads to the list, however many chats were looked at. */
    open: (id: string, message: string | null = null) =>
      window.history[openId === null ? "pushState" : "replaceState"](null, "", hrefOf(id, message)),
    close: () => window.history.replaceState(null, "", serializeChats(base, filters)),
  };
}

export type OpenChat = ReturnType<typeof useOpenChat>;
