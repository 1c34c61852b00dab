"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { useChatsAccess } from "./chats-context.tsx";

const counted = /^\(\d+\+?\) /;

/** Puts how many of the reader's chats are unread before the page's title, for the tab of the browser. */
export function UnreadTitle() {
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.chats.counts.queryOptions({ workspace }));
  const unread = data?.mine.unread ?? 0;
  useEffect(() => {
    const write = () => {
      const plain = document.title.replace(counted, "");
      const title = unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${plain}` : plain;
      if (document.title !== title) document.title = title;
    };
    write();
    // The framework writes the title anew when a page is shown.
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      document.title = document.title.replace(counted, "");
    };
  }, [unread]);
  return null;
}
