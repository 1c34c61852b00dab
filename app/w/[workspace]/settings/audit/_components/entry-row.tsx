"use client";

import { Bot, CircleSlash, KeyRound, type LucideIcon, Server, TerminalSquare, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import type { ActorKind, AuditView } from "#server/audit/schemas.ts";
import { useEntryWords } from "./use-entry-words.ts";

const icons: Record<ActorKind, LucideIcon> = {
  member: UserRound,
  token: KeyRound,
  automation: Bot,
  operator: TerminalSquare,
  system: Server,
};

/** The refusal in words and with a sign: colour never stands alone. */
export function RefusedBadge() {
  const t = useTranslations("audit.outcome");
  return (
    <Badge tone="danger">
      <CircleSlash aria-hidden />
      {t("refused")}
    </Badge>
  );
}

interface EntryRowProps {
  entry: AuditView;
  onOpen: () => void;
}

export function EntryRow({ entry, onOpen }: EntryRowProps) {
  const t = useTranslations("audit.list");
  const { what, who } = useEntryWords();
  const Icon = icons[entry.actor.kind];
  const target = entry.target?.name;
  return (
    <li className="relative grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-0.5 px-4 py-2 text-sm transition-colors [contain-intrinsic-size:auto_2.5rem] [content-visibility:auto] hover:bg-muted/60 md:grid-cols-[11rem_1fr_auto_7.5rem] md:py-2.5">
      <span className="flex min-w-0 items-center gap-2 max-md:order-3 max-md:text-muted-foreground max-md:text-xs">
        <Icon className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
        <span className="truncate" dir="auto">
          {who(entry.actor)}
        </span>
      </span>
      <span className="min-w-0 max-md:order-1">
        <button
          type="button"
          data-testid="audit-entry"
          data-seq={entry.seq}
          title={t("open", { seq: entry.seq })}
          className="text-start after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
          onClick={onOpen}
        >
          {what(entry)}
          {target && (
            <span className="text-muted-foreground">
              {" · "}
              <bdi>{target}</bdi>
            </span>
          )}
        </button>
      </span>
      <span className="max-md:order-2">{entry.outcome === "refused" && <RefusedBadge />}</span>
      <RelativeTime
        at={entry.at}
        className="whitespace-nowrap text-end text-muted-foreground text-xs max-md:order-4"
      />
    </li>
  );
}
