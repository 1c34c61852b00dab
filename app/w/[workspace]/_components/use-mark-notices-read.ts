"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/** Marks one notice of the reader's as read, or all of them. */
export function useMarkRead(workspace: string): { one: (noticeId: string) => void; all: () => void } {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate } = useMutation(
    trpc.notices.markRead.mutationOptions({
      onError: useErrorToast(),
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.notices.pathKey() }),
    }),
  );
  return {
    one: (noticeId) => mutate({ workspace, noticeId }),
    all: () => mutate({ workspace, all: true }),
  };
}
