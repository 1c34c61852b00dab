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
import type { MessageView } from "#server/chats/schemas.ts";

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

/** How far one of our messages got, and on hover what that rests on. */
export function MessageStatus({ message }: { message: MessageView }) {
  const t = useTranslations("chats.status");
  const evidenceText = useEvidenceText();
  const { status } = message;
  if (status === "received") return null;
  const { Icon, className } = signs[status];
  const why = evidenceText(message.evidence);
  return (
    <span
      data-testid="message-status"
      data-status={status}
      title={[t(status), why].filter(Boolean).join(" ")}
      className="inline-flex shrink-0"
    >
      <Icon aria-hidden className={cn("size-3.5", className)} />
      <span className="sr-only">{t(status)}</span>
    </span>
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
