"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import { presenceEveryMs } from "#server/teamwork/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { touchedLately, useComposerSigns } from "./composer-signs.ts";

type State = "viewing" | "writing";

let tabId: string | undefined;
/** One name for this tab as long as it lives. */
function thisTab(): string {
  tabId ??= crypto.randomUUID();
  return tabId;
}

/**
 * Tells the team that this tab has a chat open, and whether an answer is being written, every ten seconds and when that
 * changes; stops while the tab is hidden, and says so when the chat is left. The answer says who else is there.
 */
export function usePresence(chat: string): void {
  const { workspace, mayWork } = useChatsAccess();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const signs = useComposerSigns(chat);
  const said = useRef<State | null>(null);

  const say = useEffectEvent(async (state: State | null) => {
    said.current = state;
    try {
      const others = await client.teamwork.bePresent.mutate({ workspace, chat, state, tab: thisTab() });
      queryClient.setQueryData(trpc.teamwork.present.queryKey({ workspace, chat }), others);
    } catch {
      // Nobody waits for it, and the next one comes in ten seconds.
    }
  });
  const look = useEffectEvent((isDue: boolean) => {
    if (document.hidden) {
      if (said.current !== null) void say(null);
      return;
    }
    const state = touchedLately(chat) ? "writing" : "viewing";
    if (isDue || said.current !== state) void say(state);
  });
  const leave = useEffectEvent(() => {
    if (said.current !== null) void say(null);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another chat is another presence
  useEffect(() => {
    if (!mayWork) return;
    look(true);
    const beat = setInterval(() => look(true), presenceEveryMs);
    const onVisibility = () => look(false);
    document.addEventListener("visibilitychange", onVisibility);
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(beat);
      document.removeEventListener("visibilitychange", onVisibility);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [mayWork, chat]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each sign of the composer is looked at once
  useEffect(() => {
    if (mayWork) look(false);
  }, [mayWork, signs]);
}
