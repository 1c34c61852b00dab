"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/** Asks for a code; while an attempt is going on, the server returns that one. */
export function usePair(workspace: string, numberId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mutation = useMutation(
    trpc.numbers.pair.mutationOptions({
      onSuccess: (pairing) => {
        queryClient.setQueryData(trpc.numbers.pairing.queryKey({ workspace, numberId }), pairing);
      },
    }),
  );
  return {
    start: () => mutation.mutate({ workspace, numberId }),
    isPending: mutation.isPending,
    error: mutation.error,
    data: mutation.data,
  };
}

export type Pair = ReturnType<typeof usePair>;
