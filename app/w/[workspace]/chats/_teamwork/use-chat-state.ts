"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ChatState, ChatView } from "#server/chats/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { usePatchChat } from "../_components/use-patch-chat.ts";

/** Long enough to read and to reach, as everywhere where something can be undone. */
const undoMs = 10_000;

export type Snooze = { until: string };

/** What can be done with a chat beside answering it. Each says what it did, and most offer to undo it. */
export function useChatState(chat: ChatView) {
  const t = useTranslations("teamwork.actions");
  const format = useFormatter();
  const trpc = useTRPC();
  const { workspace } = useChatsAccess();
  const patch = usePatchChat();
  const onError = useErrorToast();
  const onSuccess = ({ chat: id, changed: _, ...state }: ChatState) => patch(id, state);
  const resolving = useMutation(trpc.chats.resolve.mutationOptions({ onSuccess, onError }));
  const reopening = useMutation(trpc.chats.reopen.mutationOptions({ onSuccess, onError }));
  const snoozing = useMutation(trpc.chats.snooze.mutationOptions({ onSuccess, onError }));
  const waking = useMutation(trpc.chats.wake.mutationOptions({ onSuccess, onError }));
  const prioritising = useMutation(trpc.chats.setPriority.mutationOptions({ onSuccess, onError }));
  const target = { workspace, chat: chat.id };

  /** Somebody else may have done the same at this moment; then it is theirs to undo. */
  function say({ changed }: ChatState, text: string, undo: () => void) {
    if (!changed) return toast.info(t("already"));
    return toast.success(text, { duration: undoMs, action: { label: t("undo"), onClick: undo } });
  }
  const resolve = () => resolving.mutate(target, { onSuccess: (state) => say(state, t("resolved"), reopen) });
  const reopen = () => reopening.mutate(target, { onSuccess: (state) => say(state, t("reopened"), resolve) });
  const wake = () =>
    waking.mutate(target, {
      onSuccess: (state) =>
        say(state, t("woken"), () => {
          const until = chat.snoozedUntilReply ? "reply" : chat.snoozedUntil;
          if (until !== null) snooze({ until });
        }),
    });
  const snooze = ({ until }: Snooze) =>
    snoozing.mutate(
      { ...target, until },
      {
        onSuccess: (state) => {
          const time = until === "reply" ? "" : format.dateTime(new Date(until), momentFormat);
          say(state, until === "reply" ? t("snoozedUntilReply") : t("snoozed", { time }), wake);
        },
      },
    );
  return {
    resolve,
    reopen,
    snooze,
    wake,
    prioritise: (priority: ChatView["priority"]) => prioritising.mutate({ ...target, priority }),
    isBusy: [resolving, reopening, snoozing, waking].some(({ isPending }) => isPending),
  };
}

/** A moment of the coming days. */
export const momentFormat = {
  weekday: "short",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
} as const;
