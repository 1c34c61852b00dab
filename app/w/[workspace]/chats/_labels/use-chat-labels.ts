"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ChatView, LabelChip } from "#server/chats/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { usePatchChat } from "../_components/use-patch-chat.ts";
import { addWish, noWishes, toChange, withWishes } from "./wishes.ts";

/** Whoever ticks several labels sends them together: MoltFlow counts every call. */
const pauseMs = 1_500;

/** Puts labels on a chat and takes them off: at once on the screen, at MoltFlow when the person pauses or is done. */
export function useChatLabels(chat: ChatView) {
  const { workspace } = useChatsAccess();
  const patch = usePatchChat();
  const [wishes, setWishes] = useState(noWishes);
  const [sent, setSent] = useState(noWishes);
  const set = useSet(() => setSent(noWishes));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // One change at a time, so that a later one cannot overtake an earlier one.
  function send() {
    clearTimeout(timer.current);
    if (wishes.size === 0 || set.isPending) return;
    setSent(wishes);
    setWishes(noWishes);
    set.mutate({ workspace, chat: chat.id, ...toChange(wishes) });
  }
  const sendNow = useEffectEvent(send);
  useEffect(() => () => sendNow(), []);
  useEffect(() => {
    if (wishes.size === 0 || set.isPending) return;
    timer.current = setTimeout(() => sendNow(), pauseMs);
    return () => clearTimeout(timer.current);
  }, [wishes, set.isPending]);

  const labels = withWishes(withWishes(chat.labels, sent), wishes);
  function toggle(label: LabelChip) {
    const isOn = !labels.some(({ id }) => id === label.id);
    const wished = addWish(wishes, label, isOn);
    setWishes(wished);
    patch(chat.id, { labels: withWishes(withWishes(chat.labels, sent), wished) });
  }
  return { labels, toggle, send, isPending: set.isPending };
}

function useSet(onSettled: () => void) {
  const t = useTranslations("labels.picker");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const patch = usePatchChat();
  const errorText = useErrorText();
  return useMutation(
    trpc.labels.setOnChat.mutationOptions({
      onSuccess: (labels, { chat }) => patch(chat, { labels }),
      onError: (error) => {
        toast.error(t("failed"), { description: errorText(error).text });
        // The server's word takes the place of what was hoped for.
        void queryClient.invalidateQueries({ queryKey: trpc.chats.pathKey() });
      },
      onSettled,
    }),
  );
}
