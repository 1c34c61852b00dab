"use client";

import {
  Check,
  CheckCheck,
  CircleAlert,
  CircleHelp,
  Clock3,
  type LucideIcon,
  SendHorizontal,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "#app/_ui/cn.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import type { MessageView } from "#server/chats/schemas.ts";
import { AskMoltflow } from "../_composer/ask-moltflow.tsx";

type Status = Exclude<MessageView["status"], "received">;

const signs: Record<Status, { Icon: LucideIcon; className: string }> = {
  queued: { Icon: Clock3, className: "text-muted-foreground" },
  sending: {
    Icon: SendHorizontal,
    className: "animate-pulse text-muted-foreground motion-reduce:animate-none",
  },
  sent: { Icon: Check, className: "text-muted-foreground" },
  delivered: { Icon: CheckCheck, className: "text-muted-foreground" },
  read: { Icon: CheckCheck, className: "text-info" },
  unknown: { Icon: CircleHelp, className: "text-warning" },
  failed: { Icon: CircleAlert, className: "text-destructive" },
};

/** How far one of our messages got; opened, what that rests on, and MoltFlow can be asked anew. */
export function MessageStatus({ message }: { message: MessageView }) {
  const t = useTranslations("chats.status");
  const tAsk = useTranslations("composer.ask");
  const evidenceText = useEvidenceText();
  const { status } = message;
  if (status === "received") return null;
  const { Icon, className } = signs[status];
  const why = [t(status), evidenceText(message.evidence)].filter(Boolean).join(" ");
  return (
    <Popover>
      <PopoverTrigger
        data-testid="message-status"
        data-status={status}
        title={why}
        aria-label={tAsk("open", { status: t(status) })}
        className="-m-1.25 inline-flex shrink-0 rounded-md p-1.25 outline-none hover:bg-accent focus-visible:ring-2 focus-visible:ring-ring"
      >
        <Icon aria-hidden className={cn("size-3.5", className)} />
      </PopoverTrigger>
      <PopoverContent align="end" className="grid w-72 gap-2 p-3 text-sm">
        <p>{why}</p>
        {(status === "sent" || status === "delivered") && <AskMoltflow id={message.id} />}
      </PopoverContent>
    </Popover>
  );
}

/** Gives a function that says what a status rests on. */
function useEvidenceText(): (evidence: string | null) => string | null {
  const t = useTranslations("chats.evidence");
  return (evidence) => {
    if (evidence === null) return null;
    if (evidence === "answer" || evidence === "history") return t(evidence);
    return t(evidence.startsWith("event:") ? "event" : "member");
  };
}
