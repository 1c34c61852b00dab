"use client";

import { usePathname, useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { startTransition, useOptimistic } from "react";
import { chatOfPath, listParams, openParams, serializeChats } from "../search-params.ts";
import { useChatsAccess } from "./chats-context.tsx";

/** Which chat is open, and at which of its messages, from a search; null shows its end. */
interface Place {
  openId: string | null;
  messageId: string | null;
}

/**
 * The open chat, which the address names, and the ways to change it. The list and the thread are both here already, so
 * another chat shows at once while its address follows.
 */
export function useOpenChat() {
  const { workspace } = useChatsAccess();
  const router = useRouter();
  const addressed = chatOfPath(usePathname());
  const [filters] = useQueryStates(listParams);
  const [{ message }] = useQueryStates(openParams);
  const [place, setPlace] = useOptimistic<Place>({ openId: addressed, messageId: message });
  const base = `/w/${workspace}/chats`;
  const hrefOf = (id: string, at: string | null = null) =>
    serializeChats(`${base}/${id}`, { ...filters, message: at });

  function go(next: Place, href: string, way: "push" | "replace") {
    startTransition(() => {
      setPlace(next);
      router[way](href, { scroll: false });
    });
  }
  return {
    ...place,
    hrefOf,
    /** Going back leads to the list, however many chats were looked at. */
    open: (id: string, at: string | null = null) =>
      go({ openId: id, messageId: at }, hrefOf(id, at), addressed === null ? "push" : "replace"),
    close: () => {
      if (place.openId !== null) {
        go({ openId: null, messageId: null }, serializeChats(base, filters), "replace");
      }
    },
  };
}

export type OpenChat = ReturnType<typeof useOpenChat>;
