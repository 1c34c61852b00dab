"use client";

import { useMutation } from "@tanstack/react-query";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { usePatchChat } from "../_components/use-patch-chat.ts";

/** Reads the labels of a chat from MoltFlow, for somebody who changed them there. */
export function useRecheck(chat: string): { run: () => void; isPending: boolean } {
  const trpc = useTRPC();
  const { workspace } = useChatsAccess();
  const patch = usePatchChat();
  const { mutate, isPending } = useMutation(
    trpc.labels.recheckChat.mutationOptions({
      onSuccess: (labels) => patch(chat, { labels }),
      onError: useErrorToast(),
    }),
  );
  return { run: () => mutate({ workspace, chat }), isPending };
}
