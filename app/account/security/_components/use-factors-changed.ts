"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/** Gives a function that has everything about the account read again. */
export function useFactorsChanged(): () => void {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  return () => void queryClient.invalidateQueries({ queryKey: trpc.account.pathKey() });
}
