"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { chatName } from "../_lib/chat-name.ts";

/** A pause in typing that is long enough to look. */
const pauseMs = 200;
const shown = 6;

export type FoundChat = { id: string; name: string; detail: string; href: string };

/** Chats by their name, number or words, while somebody types. */
export function useFoundChats(workspace: string, query: string, may: boolean) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(query.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [query]);
  const search = useQuery({
    ...trpc.chats.search.queryOptions({ workspace, query: asked }),
    enabled: may && asked.length >= 2,
    placeholderData: keepPreviousData,
  });
  const data = useDeferredValue(asked.length >= 2 ? search.data : undefined);
  const href = (chat: string) => `/w/${workspace}/chats/${chat}`;
  const chats: FoundChat[] = [
    ...(data?.chats ?? []).map(({ id, name, phone, chatId, numberName }) => ({
      ...{ id, name: name ?? phone ?? chatName(chatId), href: href(id) },
      detail: numberName,
    })),
    ...(data?.hits ?? []).map(({ chat, message }) => ({
      ...{
        id: message.id,
        name: chat.name ?? chat.phone ?? chatName(chat.chatId),
        detail: message.text.slice(0, 80),
      },
      href: `${href(chat.id)}?message=${message.id}`,
    })),
  ].slice(0, shown);
  return { chats, isSearching: search.isLoading };
}
