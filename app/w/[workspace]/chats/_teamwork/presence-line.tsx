"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye, PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { ChatView } from "#server/chats/schemas.ts";
import { type Present, presenceEveryMs } from "#server/teamwork/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { nameOf } from "./note-text.ts";
import { usePresence } from "./use-presence.ts";

interface PresenceLineProps {
  chat: Pick<ChatView, "id">;
  className?: string;
}

/** Who else is at a chat: looking is quiet, writing is amber. Says, too, that its reader is there. */
export function PresenceLine({ chat, className }: PresenceLineProps) {
  const t = useTranslations("teamwork.presence");
  usePresence(chat.id);
  const present = useOthers(chat.id);
  const writing = present.filter(({ state }) => state === "writing");
  const isWriting = writing.length > 0;
  const shown = isWriting ? writing : present;
  const [first, second] = shown.map(nameOf);
  const text =
    first &&
    t(isWriting ? "writing" : "viewing", {
      ...{ count: shown.length, first, second: second ?? "", more: shown.length - 1 },
    });
  return (
    <p
      role="status"
      aria-label={t("label")}
      data-testid="presence"
      data-state={isWriting ? "writing" : first ? "viewing" : "nobody"}
      className={cn(
        "flex min-w-0 items-center gap-1.5 text-xs [&>svg]:size-3.5 [&>svg]:shrink-0",
        isWriting ? "font-medium text-warning" : "text-muted-foreground",
        className,
      )}
    >
      {text && (isWriting ? <PenLine aria-hidden /> : <Eye aria-hidden />)}
      {text && (
        <span dir="auto" className="truncate">
          {text}
        </span>
      )}
    </p>
  );
}

/** The others, less those whose lease has ended since we were told of them. */
function useOthers(chat: string): Present[] {
  const { workspace, mayWork } = useChatsAccess();
  const trpc = useTRPC();
  const { data = [], dataUpdatedAt } = useQuery({
    ...trpc.teamwork.present.queryOptions({ workspace, chat }),
    // Whoever says that they are there hears of the others in the answer.
    refetchInterval: mayWork ? false : presenceEveryMs,
  });
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const ends = data.map(({ forMs }) => dataUpdatedAt + forMs - Date.now()).filter((ms) => ms > 0);
    if (ends.length === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(...ends) + 50);
    return () => clearTimeout(timer);
  }, [data, dataUpdatedAt]);
  return data.filter(({ forMs }) => dataUpdatedAt + forMs > now);
}
