"use client";

import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { NumberView } from "#server/numbers/index.ts";
import type { Access } from "../../_lib/access.ts";

/** What the viewer may do with chats, and who may what they may not. */
export interface ChatsAccess {
  workspace: string;
  /** What the viewer is called, for words in their name. */
  viewerName: string;
  mayWork: boolean;
  mayAssign: boolean;
  mayLabel: boolean;
  /** Making a label where one is chosen. */
  mayMakeLabels: boolean;
  sending: Access;
  /** Connecting MoltFlow, and pairing numbers. */
  connecting: Access;
  pairing: Access;
}

const AccessContext = createContext<ChatsAccess | null>(null);
const NumbersContext = createContext<readonly NumberView[]>([]);

/** What all parts of the page need: the viewer's rights, and the workspace's numbers, read once for a long list. */
export function ChatsProvider({ access, children }: { access: ChatsAccess; children: ReactNode }) {
  const trpc = useTRPC();
  const { data: numbers = [] } = useQuery(trpc.numbers.list.queryOptions({ workspace: access.workspace }));
  return (
    <AccessContext value={access}>
      <NumbersContext value={numbers}>{children}</NumbersContext>
    </AccessContext>
  );
}

export function useChatsAccess(): ChatsAccess {
  const access = useContext(AccessContext);
  if (!access) throw new Error("ChatsProvider is missing above this component.");
  return access;
}

/** The workspace's numbers, by name; none while they are read. */
export const useNumbers = (): readonly NumberView[] => useContext(NumbersContext);
