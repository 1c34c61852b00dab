"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ConnectionView } from "#server/connections/view.ts";

/** Gives a function that shows a changed connection at once, here and wherever its numbers are listed. */
export function useShowConnection(workspace: string): (connection: ConnectionView) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (connection) => {
    queryClient.setQueryData(trpc.connection.get.queryKey({ workspace }), connection);
    void queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() });
  };
}

/** Connects with a key or with the sandbox. */
export function useConnect(workspace: string, onConnected: () => void) {
  const trpc = useTRPC();
  const show = useShowConnection(workspace);
  return useMutation(
    trpc.connection.connect.mutationOptions({
      onSuccess: (connection) => {
        show(connection);
        onConnected();
      },
    }),
  );
}
