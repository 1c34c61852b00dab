"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { NumberView } from "#server/numbers/view.ts";

type Move = "start" | "stop" | "restart" | "logout";

/** What the list shows until MoltFlow has answered. */
const expected: Record<Move, string> = {
  start: "starting",
  stop: "stopped",
  restart: "starting",
  logout: "stopped",
};

/** Moves a number to another state: shown at once, taken back with the cause when it fails. */
export function useNumberMove(workspace: string, move: Move, onDone?: (number: NumberView) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const showError = useErrorToast();
  const list = trpc.numbers.list.queryKey({ workspace });

  function setStatus(numberId: string, status: string) {
    queryClient.setQueryData(list, (numbers) =>
      numbers?.map((number) => (number.id === numberId ? { ...number, status } : number)),
    );
  }

  return useMutation(
    trpc.numbers[move].mutationOptions({
      onMutate: async ({ numberId }) => {
        await queryClient.cancelQueries({ queryKey: list });
        const before = queryClient.getQueryData(list)?.find((number) => number.id === numberId);
        setStatus(numberId, expected[move]);
        return before;
      },
      onError: (error, { numberId }, before) => {
        if (before) setStatus(numberId, before.status);
        showError(error);
      },
      onSuccess: onDone,
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.numbers.pathKey() }),
    }),
  );
}
