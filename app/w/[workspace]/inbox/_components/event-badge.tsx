import {
  ArrowUpRight,
  Braces,
  Check,
  CheckCheck,
  Link2,
  type LucideIcon,
  MessageSquare,
  Sparkles,
  Target,
  Unlink,
  Users,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { cn } from "#app/_ui/cn.ts";

type Tone = ComponentProps<typeof Badge>["tone"];

/** The events that MoltFlow names today; `label` is a key of `inbox.types`. */
const known = {
  "message.received": { Icon: MessageSquare, tone: "primary", label: "message_received" },
  "message.sent": { Icon: ArrowUpRight, tone: "neutral", label: "message_sent" },
  "message.delivered": { Icon: Check, tone: "neutral", label: "message_delivered" },
  "message.read": { Icon: CheckCheck, tone: "neutral", label: "message_read" },
  "group.message": { Icon: Users, tone: "info", label: "group_message" },
  "group.message.analyzed": { Icon: Sparkles, tone: "info", label: "group_message_analyzed" },
  "lead.detected": { Icon: Target, tone: "info", label: "lead_detected" },
  "session.connected": { Icon: Link2, tone: "success", label: "session_connected" },
  "session.disconnected": { Icon: Unlink, tone: "warning", label: "session_disconnected" },
} as const satisfies Record<string, { Icon: LucideIcon; tone: Tone; label: string }>;

const unknown = { Icon: Braces, tone: "outline" } as const;

function isKnown(event: string): event is keyof typeof known {
  return event in known;
}

/** Gives a function that names an event in the reader's words; a name that we do not know stays as it came. */
export function useEventLabel(): (event: string | null) => string {
  const t = useTranslations("inbox.types");
  return (event) => {
    if (event === null) return t("none");
    return isKnown(event) ? t(known[event].label) : event;
  };
}

export function EventBadge({ event, className }: { event: string | null; className?: string }) {
  const label = useEventLabel();
  const { Icon, tone } = event !== null && isKnown(event) ? known[event] : unknown;
  return (
    <Badge tone={tone} title={event ?? undefined} className={cn("max-w-full rounded-md px-1.5", className)}>
      <Icon aria-hidden />
      <span className="truncate">{label(event)}</span>
    </Badge>
  );
}
