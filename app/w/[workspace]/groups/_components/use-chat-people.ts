"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { Candidate } from "./people-field.tsx";

/** People whom the team chats with, those of the newest chats first. */
export function useChatPeople(workspace: string, enabled: boolean): Candidate[] {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.chats.list.queryOptions({ workspace, kind: "person" }, { enabled }));
  const byPhone = new Map<string, Candidate>();
  for (const { phone, name } of data?.chats ?? []) {
    if (phone !== null && !byPhone.has(phone)) byPhone.set(phone, { phone, name });
  }
  return enabled ? [...byPhone.values()] : [];
}
