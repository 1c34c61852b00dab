"use client";

import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { LiveMessage } from "#server/api/live.ts";
import type { EventSummary } from "#server/inbox/index.ts";
import type { Topic } from "#server/live/index.ts";
import { errorKind } from "../errors/api-error.ts";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { Said } from "./said.ts";
import { followShared, type Heard, type OpenStream } from "./shared-stream.ts";

/** How fresh the screen is: `retrying` reconnects by itself, `offline` means the browser has no network. */
export type LiveState = "connecting" | "live" | "retrying" | "offline";

type EventsHandler = (events: EventSummary[]) => void;
type Live = {
  state: LiveState;
  workspace: string;
  subscribe: (handler: EventsHandler) => () => void;
  said: Said;
};

/** Starts the key of the lists of events, which stand beside the API's own queries. */
export const eventListKey = "inbox-events";

const LiveContext = createContext<Live | null>(null);

function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("LiveProvider is missing above this component.");
  return live;
}

/** The state of the workspace's live stream, for people to see. */
export const useLiveState = (): LiveState => useLive().state;

/** What came lately is kept this long back for screens that open later. */
const maxRecent = 1_000;

/**
 * Calls `handler` with new events, oldest first. It first gets what came since the page was loaded, up to a thousand: a
 * screen that opens later has read its rows at some moment in between, so it merges by `seq`.
 */
export function useLiveEvents(handler: EventsHandler): void {
  const { subscribe } = useLive();
  const onEvents = useEffectEvent(handler);
  useEffect(() => subscribe((events) => onEvents(events)), [subscribe]);
}

/** Marks queries as old. One that is being read for the first time is not restarted by that, so it is read once more. */
function readAgain(queryClient: QueryClient, queryKey: QueryKey): void {
  const cache = queryClient.getQueryCache();
  const first = cache
    .findAll({ queryKey, fetchStatus: "fetching" })
    .filter((query) => query.state.data === undefined);
  void queryClient.invalidateQueries({ queryKey });
  void Promise.allSettled(first.map((query) => query.promise)).then(() => {
    for (const query of first) void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
  });
}

/** Marks the queries of a topic as old; those on screen are read again. */
function useInvalidateTopics() {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  // What it lists follows from these.
  const start = [trpc.workspaces.gettingStarted.pathKey()];
  // How a destination does follows from what became of its deliveries.
  const deliveries = [trpc.deliveries.pathKey(), trpc.replays.pathKey(), trpc.destinations.pathKey()];
  const keys: Record<Exclude<Topic, "events" | "access">, QueryKey[]> = {
    numbers: [trpc.numbers.pathKey(), ...start, trpc.billing.room.pathKey()],
    connection: [trpc.connection.pathKey(), ...start],
    outbox: [trpc.messages.pathKey(), trpc.scheduled.pathKey()],
    inboxes: [trpc.inboxes.pathKey()],
    // Who takes care of a chat stands in its events.
    chats: [trpc.chats.pathKey(), trpc.chatSyncs.pathKey(), trpc.inbox.pathKey()],
    members: [
      trpc.members.pathKey(),
      trpc.invitations.pathKey(),
      trpc.subscriptions.pathKey(),
      ...start,
      trpc.billing.room.pathKey(),
    ],
    workspace: [
      trpc.workspaces.pathKey(),
      trpc.billing.room.pathKey(),
      trpc.billing.get.pathKey(),
      trpc.billing.frozen.pathKey(),
    ],
    tokens: [trpc.tokens.pathKey()],
    audit: [trpc.audit.pathKey()],
    data: [trpc.data.pathKey(), trpc.billing.room.pathKey()],
    presence: [trpc.teamwork.present.pathKey()],
    labels: [trpc.labels.pathKey()],
    groups: [trpc.groups.pathKey()],
    webhooks: [trpc.webhooks.pathKey()],
    snippets: [trpc.snippets.pathKey()],
    notices: [trpc.notices.pathKey()],
    budget: [trpc.budget.pathKey()],
    destinations: [trpc.destinations.pathKey(), trpc.deliveries.pathKey(), trpc.billing.room.pathKey()],
    deliveries,
    attempts: deliveries,
    subscriptions: [trpc.subscriptions.pathKey(), trpc.billing.room.pathKey()],
  };
  return (topics: LiveMessage["topics"]) => {
    const stale = topics === "all" ? Object.keys(keys) : topics;
    for (const topic of stale) {
      for (const queryKey of keys[topic as keyof typeof keys] ?? []) readAgain(queryClient, queryKey);
    }
    // It decides, too, which events a restricted member sees. Not at each sweep: a list may be many pages.
    if (topics.includes("chats")) readAgain(queryClient, [eventListKey]);
  };
}

/** Reads again what was changed while a page was on its way to a browser that follows the workspace already. */
export function CatchUp({ madeAtMs }: { madeAtMs: number }) {
  const said = useContext(LiveContext)?.said;
  const invalidate = useInvalidateTopics();
  const onPage = useEffectEvent((pageMadeAtMs: number) => {
    const topics = said?.since(pageMadeAtMs) ?? [];
    if (topics.length > 0) invalidate(topics);
  });
  useEffect(() => onPage(madeAtMs), [madeAtMs]);
  return null;
}

const openLive =
  (client: ReturnType<typeof useTRPCClient>, workspace: string, madeAtMs: number): OpenStream =>
  (after, { onMessage, onState, onError }) => {
    const subscription = client.live.subscribe(
      { workspace, after, madeAtMs },
      {
        onData: ({ id, data }) => onMessage({ through: Number(id), data }),
        onConnectionStateChange: (change) => onState(change.state === "pending" ? "live" : "retrying"),
        onError,
      },
    );
    return () => subscription.unsubscribe();
  };

const isRefused = (error: unknown) =>
  ["unauthenticated", "forbidden", "not_found"].includes(errorKind(error));

function watchNetwork(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}

const useHasNetwork = () =>
  useSyncExternalStore(
    watchNetwork,
    () => navigator.onLine,
    () => true,
  );

/**
 * Follows the workspace's one stream of this browser from `after`, the last `seq` when the page was made. A screen that lists events
 * reads its first page again once it listens and merges by `seq`, so that nothing falls between the two.
 */
export function LiveProvider({
  workspace,
  reader,
  after,
  madeAtMs,
  children,
}: {
  workspace: string;
  /** The reader's id: tabs of somebody else in the same browser see something else. */
  reader: string;
  after: number;
  /** When the page was made, by the server's clock: the stream tells first what changed since. */
  madeAtMs: number;
  children: ReactNode;
}) {
  const client = useTRPCClient();
  const router = useRouter();
  const [state, setState] = useState<LiveState>("connecting");
  const handlers = useRef(new Set<EventsHandler>());
  const invalidate = useInvalidateTopics();
  const seen = useRef(after);
  const madeAt = useRef(madeAtMs);
  const recent = useRef<EventSummary[]>([]);
  const wasLive = useRef(false);
  const [said] = useState(() => new Said());

  const queryClient = useQueryClient();
  const onMessage = useEffectEvent(({ through, data: message, isGap }: Heard) => {
    // Also what lies in memory may be out of sight now; a new page has only what its reader may see.
    if (message.rightsChanged) return window.location.reload();
    said.note(message.topics, message.saidAtMs);
    if (message.topics.length > 0) invalidate(message.topics);
    if (isGap) readAgain(queryClient, [eventListKey]);
    seen.current = Math.max(seen.current, through);
    if (message.events.length === 0) return;
    recent.current = [...recent.current, ...message.events].slice(-maxRecent);
    for (const handler of handlers.current) handler(message.events);
  });
  const onConnected = useEffectEvent(() => {
    // Nudges that came while the stream was away are lost; events are replayed by their seq.
    if (wasLive.current) invalidate("all");
    wasLive.current = true;
    setState("live");
  });

  const hasNetwork = useHasNetwork();
  useEffect(() => {
    // A stream of before the network went may look alive for minutes; a new one resumes from what was seen.
    if (!hasNetwork) return setState("offline");
    setState(wasLive.current ? "retrying" : "connecting");
    return followShared({
      name: `moltdesk-live:${workspace}:${reader}`,
      after: seen.current,
      open: openLive(client, workspace, madeAt.current),
      listener: {
        onMessage: (heard) => onMessage(heard),
        onState: (next) => {
          if (next === "live") onConnected();
          else setState(wasLive.current ? "retrying" : "connecting");
        },
        onError: (error) => {
          setState("retrying");
          // The stream ended because the reader's rights changed, and they may not open it again: the page says why.
          if (error === null || isRefused(error)) router.refresh();
        },
      },
    });
  }, [client, router, workspace, reader, hasNetwork]);

  const [subscribe] = useState(() => (handler: EventsHandler) => {
    handlers.current.add(handler);
    if (recent.current.length > 0) handler(recent.current);
    return () => {
      handlers.current.delete(handler);
    };
  });

  return <LiveContext value={{ state, workspace, subscribe, said }}>{children}</LiveContext>;
}
