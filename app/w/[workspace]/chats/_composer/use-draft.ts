"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { noteWriting } from "../_teamwork/composer-signs.ts";

const saveAfterMs = 700;

/** What was typed in each chat of this tab, which is ahead of what the server keeps. */
const typed = new Map<string, string>();

/**
 * What somebody has begun to write in a chat. The tab keeps it while they look at another chat, the server for the time
 * after that and for their other devices.
 */
export function useDraft(chat: string) {
  const { workspace, mayWork } = useChatsAccess();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [text, setText] = useState(() => typed.get(chat) ?? "");
  const unsaved = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const kept = useQuery({
    ...trpc.teamwork.draft.queryOptions({ workspace, chat }),
    enabled: !typed.has(chat),
    refetchOnWindowFocus: false,
  });

  const found = useEffectEvent((words: string) => {
    if (!typed.has(chat) && text === "") setText(words);
  });
  const words = kept.data?.text;
  useEffect(() => {
    if (words) found(words);
  }, [words]);

  const save = useEffectEvent(() => {
    if (unsaved.current === undefined) return;
    clearTimeout(unsaved.current);
    unsaved.current = undefined;
    // The tab has it all the same, and the next key tries again.
    void client.teamwork.saveDraft.mutate({ workspace, chat, text: typed.get(chat) ?? "" }).catch(() => null);
  });
  useEffect(() => () => save(), []);

  function write(next: string) {
    typed.set(chat, next);
    setText(next);
    noteWriting(chat, next);
    if (!mayWork) return;
    clearTimeout(unsaved.current);
    unsaved.current = setTimeout(save, saveAfterMs);
  }
  return { text, write };
}
