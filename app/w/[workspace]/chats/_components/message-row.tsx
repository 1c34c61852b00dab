"use client";

import { useFormatter, useTranslations } from "next-intl";
import { cn } from "#app/_ui/cn.ts";
import type { ChatView, MessageView } from "#server/chats/schemas.ts";
import { MessageTrouble } from "../_composer/message-trouble.tsx";
import { senderOf } from "../chat-person.ts";
import type { ThreadItem } from "../group-thread.ts";
import { inkOf } from "./chat-avatar.tsx";
import { MessageContent } from "./message-content.tsx";
import { MessageStatus } from "./message-status.tsx";

interface MessageRowProps {
  item: Extract<ThreadItem, { kind: "message" }>;
  chat: ChatView;
  /** Came from a search. */
  isFound: boolean;
}

/** A message; ours stand at the end of the line, theirs at its start. The first of a run says who wrote. */
export function MessageRow({ item: { message, startsRun, endsRun }, chat, isFound }: MessageRowProps) {
  const t = useTranslations("chats.message");
  const isOurs = message.direction === "outbound";
  const sender = chat.kind === "group" ? senderOf(message) : null;
  return (
    <div
      data-testid="message"
      data-direction={message.direction}
      data-status={message.status}
      className={cn(
        "flex flex-col gap-0.5",
        isOurs ? "items-end" : "items-start",
        startsRun ? "pt-2.5" : "pt-0.5",
      )}
    >
      {sender !== null && startsRun && (
        <span dir="auto" className={cn("px-1 font-semibold text-xs", inkOf(sender))}>
          {sender}
        </span>
      )}
      {isOurs && startsRun && <Author author={message.author} />}
      <div
        className={cn(
          "flex max-w-[min(85%,40rem)] flex-wrap items-end gap-x-3 rounded-xl px-3 py-1.5 text-[0.875rem] leading-5.5",
          isOurs ? "bg-primary/12" : "bg-muted",
          endsRun && (isOurs ? "rounded-ee-sm" : "rounded-es-sm"),
          isFound && "ring-2 ring-ring ring-offset-2 ring-offset-background",
          (message.status === "failed" || message.status === "unknown") &&
            "border border-current/20 border-dashed",
        )}
      >
        <span className="sr-only">{isOurs ? t("fromUs") : t("fromThem")}</span>
        <div className="min-w-0">
          <MessageContent message={message} />
          {message.truncated && <p className="text-muted-foreground text-xs">{t("truncated")}</p>}
        </div>
        <span className="-mb-0.5 ms-auto flex items-center gap-1 text-2xs text-muted-foreground">
          <Clock at={message.happenedAt} />
          {isOurs && <MessageStatus message={message} />}
        </span>
      </div>
      {isOurs && <MessageTrouble message={message} />}
    </div>
  );
}

function Clock({ at }: { at: string }) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <time dateTime={at} title={format.dateTime(date, { dateStyle: "medium", timeStyle: "long" })}>
      {format.dateTime(date, { timeStyle: "short" })}
    </time>
  );
}

/** Who of us wrote. */
function Author({ author }: { author: MessageView["author"] }) {
  const t = useTranslations("chats.author");
  const name = () => {
    if (author.kind === "member") return author.name ?? author.email ?? t("formerMember");
    if (author.kind === "phone" || author.kind === "automation") return t(author.kind);
    return null;
  };
  return (
    <span dir="auto" className="px-1 text-2xs text-muted-foreground">
      {name()}
    </span>
  );
}
