"use client";

import { useMutation } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useEffect, useEffectEvent, useRef } from "react";
import { useLiveEvents } from "#app/_lib/live/provider.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { filterParams } from "./search-params.ts";

/** While events pour in, they are noted as seen this often. */
const paceMs = 5_000;

/** Notes what the reader has seen, for what is unread elsewhere: all events, while they look at the unfiltered list. */
export function MarkSeen({ workspace, latestSeq }: { workspace: string; latestSeq: number }) {
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.workspaces.markSeen.mutationOptions());
  const [filters] = useQueryStates(filterParams);
  const newest = useRef(latestSeq);
  const marked = useRef(0);
  useLiveEvents((events) => {
    newest.current = Math.max(newest.current, events.at(-1)?.seq ?? 0);
  });
  const mark = useEffectEvent(() => {
    const isFiltered = Object.values(filters).some((value) => value !== null);
    const isNews = newest.current > marked.current;
    if (isFiltered || !isNews || document.visibilityState !== "visible") return;
    marked.current = newest.current;
    mutate({ workspace, seq: newest.current });
  });
  useEffect(() => {
    mark();
    const timer = setInterval(() => mark(), paceMs);
    return () => clearInterval(timer);
  }, []);
  return null;
}
