"use client";

import { Copy, ShieldCheck, ShieldQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { EventSummary } from "#server/inbox/view.ts";
import { personOf } from "../../_lib/chat-name.ts";
import { EventBadge } from "./event-badge.tsx";

interface EventRowProps {
  event: EventSummary;
  /** The name of the number that it came to, or of the inbox when that says more. */
  place: string | null;
  href: string;
  isOpen: boolean;
  onOpen: (id: string) => void;
}

/** One line on a wide list, two on a narrow one. The link also opens in a tab of its own. */
export function EventRow({ event, place, href, isOpen, onOpen }: EventRowProps) {
  const t = useTranslations("inbox.row");

  function open(click: MouseEvent) {
    if (click.metaKey || click.ctrlKey || click.shiftKey) return;
    click.preventDefault();
    onOpen(event.id);
  }

  return (
    <a
      href={href}
      onClick={open}
      aria-current={isOpen ? "true" : undefined}
      data-testid="event-row"
      data-event-id={event.id}
      data-seq={event.seq}
      className={cn(
        "grid min-h-15.25 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2 gap-y-0.5 border-b px-3 py-2 text-sm transition-colors hover:bg-muted/60 focus-visible:-outline-offset-2 sm:px-4",
        "aria-[current]:bg-accent aria-[current]:shadow-[inset_2px_0_0_var(--primary)] rtl:aria-[current]:shadow-[inset_-2px_0_0_var(--primary)]",
        "@3xl:h-10.25 @3xl:min-h-0 @3xl:grid-cols-[9.5rem_8rem_9rem_minmax(0,1fr)_auto_7.5rem] @3xl:gap-x-3 @3xl:py-0",
      )}
    >
      <EventBadge event={event.event} {...(isOpen && { className: "bg-card" })} />
      <span className="truncate text-muted-foreground text-xs @max-3xl:hidden" dir="auto">
        {place}
      </span>
      <span className="truncate font-medium" dir="auto">
        {personOf(event)}
        {place && (
          <span className="ms-2 hidden font-normal text-muted-foreground text-xs @md:inline @3xl:hidden">
            {place}
          </span>
        )}
      </span>
      <span
        className="truncate text-muted-foreground @max-3xl:col-span-2 @max-3xl:row-start-2"
        dir="auto"
        title={event.preview ?? undefined}
      >
        {event.preview ?? (event.event === null ? t("bytes", { count: event.sizeBytes }) : null)}
      </span>
      <span className="flex items-center justify-end gap-2 @max-3xl:col-start-3 @max-3xl:row-start-2">
        <Duplicates count={event.duplicates} />
        <Verdict verdict={event.verdict} />
      </span>
      <RelativeTime
        at={event.receivedAt}
        className="whitespace-nowrap text-end text-muted-foreground text-xs @max-3xl:col-start-3 @max-3xl:row-start-1"
      />
    </a>
  );
}

function Duplicates({ count }: { count: number }) {
  const t = useTranslations("inbox.row");
  if (count === 0) return null;
  return (
    <span
      className="inline-flex items-center gap-1 text-muted-foreground text-xs"
      title={t("duplicates", { count })}
    >
      <Copy className="size-3" aria-hidden />
      <span aria-hidden>{t("times", { count: count + 1 })}</span>
      <span className="sr-only">{t("duplicates", { count })}</span>
    </span>
  );
}

function Verdict({ verdict }: Pick<EventSummary, "verdict">) {
  const t = useTranslations("inbox.verdict");
  const isVerified = verdict === "verified";
  const Icon = isVerified ? ShieldCheck : ShieldQuestion;
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1 text-xs",
        isVerified ? "text-muted-foreground [&>svg]:text-success" : "text-warning",
      )}
    >
      <Icon className="size-3.5" aria-hidden />
      {t(verdict)}
    </span>
  );
}
