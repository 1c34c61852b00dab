"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { useChatsAccess } from "./chats-context.tsx";
import { usePatchChat } from "./use-patch-chat.ts";

/** Whoever only leafs through chats has not read them. */
const readingMs = 700;

function watchVisibility(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

const useIsVisible = () =>
  useSyncExternalStore(
    watchVisibility,
    () => document.visibilityState === "visible",
    () => false,
  );

/**
 * Notes a chat as read once its newest message has been in sight for a moment. Marked as unread it stays so until it is
 * opened again.
 */
export function useMarkRead(chat: ChatView, inboundCount: number | null, isNewestInSight: boolean) {
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const patch = usePatchChat();
  const errorToast = useErrorToast();
  const isVisible = useIsVisible();
  const [isHeld, setIsHeld] = useState(false);
  // Nobody else is told what a member has read, so that no nudge brings the counts.
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: trpc.chats.counts.pathKey() });
  const read = useMutation(trpc.chats.markRead.mutationOptions({ onSuccess }));
  const unreading = useMutation(
    trpc.chats.markUnread.mutationOptions({
      onSuccess,
      onError: (error) => {
        setIsHeld(false);
        errorToast(error);
      },
    }),
  );

  const mark = useEffectEvent(() => {
    if (inboundCount === null) return;
    patch(chat.id, { unread: 0 });
    // What came after this thread was read is not seen yet.
    read.mutate({ workspace, chat: chat.id, inboundCount });
  });
  const { id, unread: count } = chat;
  const isDue = count > 0 && isNewestInSight && isVisible && !isHeld;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message begins the moment anew
  useEffect(() => {
    if (!isDue) return;
    const timer = setTimeout(() => mark(), readingMs);
    return () => clearTimeout(timer);
  }, [isDue, id, count]);

  return {
    markUnread: () => {
      setIsHeld(true);
      patch(chat.id, { unread: Math.max(1, chat.unread) });
      unreading.mutate({ workspace, chat: chat.id });
    },
  };
}

/**
 * The message that the line “unread” stands above: what was unread when the chat was opened, and what came while the
 * reader looked elsewhere. Reading does not move it. For a component that begins with the thread loaded.
 */
export function useUnreadLine(firstUnreadId: string | null): string | null {
  const [line, setLine] = useState(firstUnreadId);
  const isVisible = useIsVisible();
  const away = useRef(false);
  useEffect(() => {
    if (!isVisible) away.current = true;
    else if (away.current && firstUnreadId !== null) {
      away.current = false;
      setLine(firstUnreadId);
    }
  }, [isVisible, firstUnreadId]);
  return line;
}
