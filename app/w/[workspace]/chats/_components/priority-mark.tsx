import { ChevronDown, ChevronsUp, ChevronUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "#app/_ui/cn.ts";
import type { ChatView } from "#server/chats/schemas.ts";

const marks = {
  low: { Icon: ChevronDown, className: "text-muted-foreground" },
  high: { Icon: ChevronUp, className: "text-warning" },
  urgent: { Icon: ChevronsUp, className: "text-destructive" },
};

/** How urgent a chat is; nothing for the usual. */
export function PriorityMark({ priority }: Pick<ChatView, "priority">) {
  const t = useTranslations("chats.priority");
  if (priority === "none") return null;
  const { Icon, className } = marks[priority];
  return (
    <span className="inline-flex shrink-0" title={t(priority)}>
      <Icon aria-hidden className={cn("size-3.5", className)} />
      <span className="sr-only">{t(priority)}</span>
    </span>
  );
}
