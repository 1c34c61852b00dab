"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { errorKind } from "#app/_lib/errors/api-error.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { LoadError } from "../../_components/list-edge.tsx";
import { useRemembered } from "../../_lib/use-remembered.ts";
import { useChatsAccess } from "./chats-context.tsx";
import { DetailsPanel, DetailsSheet } from "./details-panel.tsx";
import { ThreadHeader } from "./thread-header.tsx";
import { BubbleSkeletons, ThreadLog } from "./thread-log.tsx";
import { useChatsKeys } from "./use-chats-keys.ts";
import { useMarkRead } from "./use-mark-read.ts";
import type { OpenChat } from "./use-open-chat.ts";
import { useThread } from "./use-thread.ts";
import { WritePane } from "./write-pane.tsx";

interface ThreadPaneProps {
  chatId: string;
  /** The message to show, from a search. */
  foundId: string | null;
  /** The chat as the list has it, until it has been read by itself. */
  known: ChatView | undefined;
  openChat: OpenChat;
}

/** The open chat: its thread with the composer, and what is known of it. */
export function ThreadPane({ chatId, foundId, known, openChat }: ThreadPaneProps) {
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const chat = useQuery({
    ...trpc.chats.get.queryOptions({ workspace, chat: chatId }),
    ...(known && { placeholderData: known }),
  });
  if (chat.error && errorKind(chat.error) === "not_found") return <Gone onClose={openChat.close} />;
  if (chat.error && !chat.data) {
    return (
      <div className="flex-1">
        <LoadError error={chat.error} onRetry={() => void chat.refetch()} isRetrying={chat.isFetching} />
      </div>
    );
  }
  if (!chat.data) return <ThreadSkeleton />;
  return <OpenThread chat={chat.data} foundId={foundId} openChat={openChat} />;
}

interface OpenThreadProps {
  chat: ChatView;
  foundId: string | null;
  openChat: OpenChat;
}

function OpenThread({ chat, foundId, openChat }: OpenThreadProps) {
  const thread = useThread(chat.id, foundId);
  const [isAtEnd, setIsAtEnd] = useState(false);
  const { markUnread } = useMarkRead(chat, thread.inboundCount, isAtEnd && !thread.isLoading);
  const [details, rememberDetails] = useRemembered("moltdesk.chats.details", null);
  const areDetailsOpen = details !== "closed";
  const setDetailsOpen = (isOpen: boolean) => rememberDetails(isOpen ? "open" : "closed");
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [endAsked, setEndAsked] = useState(0);
  useChatsKeys({ unread: markUnread });

  function toggleDetails() {
    if (window.matchMedia("(min-width: 85rem)").matches) setDetailsOpen(!areDetailsOpen);
    else setSheetOpen(true);
  }

  function showEnd() {
    toNewest();
    setEndAsked(endAsked + 1);
  }
  function toNewest() {
    if (foundId !== null) openChat.open(chat.id);
    else thread.toNewest();
  }
  return (
    <>
      <section className="flex min-w-0 flex-1 flex-col" data-testid="thread-pane" data-chat-id={chat.id}>
        <ThreadHeader
          chat={chat}
          onClose={openChat.close}
          onMarkUnread={markUnread}
          areDetailsOpen={areDetailsOpen}
          onToggleDetails={toggleDetails}
        />
        {thread.error && (
          <LoadError error={thread.error} onRetry={thread.retry} isRetrying={thread.isRetrying} />
        )}
        {thread.isLoading ? (
          <div className="mx-auto w-full min-h-0 max-w-3xl flex-1 overflow-hidden px-4">
            <BubbleSkeletons count={5} />
          </div>
        ) : (
          <ThreadLog
            key={foundId ?? "end"}
            chat={chat}
            thread={thread}
            foundId={foundId}
            onAtEnd={setIsAtEnd}
            onNewest={toNewest}
            endAsked={endAsked}
          />
        )}
        <WritePane chat={chat} version={thread.version} onNewest={showEnd} />
      </section>
      {areDetailsOpen && <DetailsPanel chat={chat} onClose={() => setDetailsOpen(false)} />}
      {isSheetOpen && <DetailsSheet chat={chat} onClose={() => setSheetOpen(false)} />}
    </>
  );
}

function ThreadSkeleton() {
  return (
    <div aria-busy className="flex min-w-0 flex-1 flex-col">
      <div className="flex h-14 items-center gap-2 border-b px-4">
        <Skeleton className="size-9 rounded-full" />
        <Skeleton className="h-4 w-40" />
      </div>
      <div className="mx-auto w-full max-w-3xl px-4">
        <BubbleSkeletons count={5} />
      </div>
    </div>
  );
}

function Gone({ onClose }: { onClose: () => void }) {
  const t = useTranslations("chats.gone");
  return (
    <div className="grid flex-1 place-items-center p-4">
      <EmptyState
        className="border-none"
        icon={<SearchX />}
        title={t("title")}
        text={t("text")}
        action={
          <Button variant="outline" onClick={onClose}>
            {t("back")}
          </Button>
        }
      />
    </div>
  );
}
