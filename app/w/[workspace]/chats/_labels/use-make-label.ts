"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { LabelChip } from "#server/chats/schemas.ts";
import { freshColor } from "../../_lib/label-color.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";

/** Makes a label by its name alone, in a colour that is not used yet, and hands it on. */
export function useMakeLabel(known: readonly { color: string }[], onMade: (label: LabelChip) => void) {
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.labels.create.mutationOptions({
      onSuccess: ({ id, name, color }) => onMade({ id, name, color }),
      onError: useErrorToast(),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  const run = (name: string) =>
    mutate({ workspace, name, color: freshColor(known.map(({ color }) => color)) });
  return { run, isPending };
}
