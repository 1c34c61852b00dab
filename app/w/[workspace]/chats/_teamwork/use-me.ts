"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { useChatsAccess } from "../_components/chats-context.tsx";

/** The reader's own id, among those who take chats; null while it is read, and for whoever takes none. */
export function useMe(): string | null {
  const { workspace, mayAssign } = useChatsAccess();
  const trpc = useTRPC();
  const choices = useQuery({ ...trpc.chats.assignees.queryOptions({ workspace }), enabled: mayAssign });
  return choices.data?.people.find(({ isMe }) => isMe)?.userId ?? null;
}
