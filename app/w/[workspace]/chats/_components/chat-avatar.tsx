import { cn } from "#app/_ui/cn.ts";
import type { ChatView } from "#server/chats/schemas.ts";
import { bucketOf, initialsOfChat } from "../chat-person.ts";

/** Hues that keep 4.5:1 in both themes. */
const hues = [
  "bg-primary/10 text-primary",
  "bg-info-subtle text-info",
  "bg-warning-subtle text-warning",
  "bg-success-subtle text-success",
  "bg-destructive-subtle text-destructive",
  "bg-foreground/12 text-foreground",
] as const;

const inks = ["text-primary", "text-info", "text-warning", "text-success", "text-destructive"] as const;

/** The colour of somebody's name in a group: always the same for the same name. */
export const inkOf = (name: string): string => inks[bucketOf(name, inks.length)] ?? "";

interface ChatAvatarProps {
  chat: Pick<ChatView, "name" | "phone" | "chatId" | "kind">;
  className?: string;
}

/** A chat's initials; people are round, groups square. Decorative: the name stands beside it. */
export function ChatAvatar({ chat, className }: ChatAvatarProps) {
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-9 shrink-0 select-none place-items-center overflow-hidden font-semibold text-xs leading-none",
        chat.kind === "group" ? "rounded-lg" : "rounded-full",
        hues[bucketOf(chat.chatId, hues.length)],
        className,
      )}
    >
      {initialsOfChat(chat)}
    </span>
  );
}
