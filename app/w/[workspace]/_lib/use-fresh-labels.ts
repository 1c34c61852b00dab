"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/**
 * Has labels that are old read again behind the page, when somebody first looks at them. Whether they are old, and
 * whether somebody else has asked already, is the server's to know.
 */
export function useFreshLabels(workspace: string, isLooking = true): void {
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.labels.refresh.mutationOptions());
  useEffect(() => {
    if (isLooking) mutate({ workspace });
  }, [mutate, workspace, isLooking]);
}
