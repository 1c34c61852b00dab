"use client";

import {
  AtSign,
  BellRing,
  CalendarX2,
  CircleOff,
  type LucideIcon,
  RotateCcw,
  TriangleAlert,
  Unplug,
  UserRoundCheck,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { NoticeView } from "#server/notices/schemas.ts";
import { hrefOf } from "./notice-href.ts";
import { NoticeSnooze } from "./notice-snooze.tsx";

const icons: Record<NoticeView["kind"], LucideIcon> = {
  mention: AtSign,
  assigned: UserRoundCheck,
  number_dropped: Unplug,
  send_later_failed: CalendarX2,
  event: BellRing,
  destination_failing: TriangleAlert,
  destination_disabled: CircleOff,
  replay_done: RotateCcw,
};

interface NoticeRowProps {
  workspace: string;
  notice: NoticeView;
  onFollow: () => void;
}

/** One notice: a sentence that leads to what it is about, and a way to put it off. */
export function NoticeRow({ workspace, notice, onFollow }: NoticeRowProps) {
  const t = useTranslations("notices");
  const Icon = icons[notice.kind];
  const isUnread = notice.readAt === null;
  return (
    <div className="flex items-start transition-colors hover:bg-accent">
      <Link
        href={hrefOf(workspace, notice)}
        onClick={onFollow}
        data-testid="notice"
        data-unread={isUnread}
        className="flex min-w-0 flex-1 items-start gap-3 py-3 ps-4 pe-2 text-sm focus-visible:-outline-offset-2"
      >
        <Icon
          aria-hidden
          className={cn("mt-0.5 size-4 shrink-0", isUnread ? "text-primary" : "text-muted-foreground")}
        />
        <span className="grid min-w-0 flex-1 gap-0.5">
          <span dir="auto" className="[overflow-wrap:anywhere]">
            <NoticeSentence notice={notice} />
          </span>
          <RelativeTime at={notice.createdAt} className="text-muted-foreground text-xs" />
        </span>
        {isUnread && (
          <span className="mt-1.5 size-2 shrink-0 rounded-full bg-primary">
            <span className="sr-only">{t("unread")}</span>
          </span>
        )}
      </Link>
      <NoticeSnooze workspace={workspace} noticeId={notice.id} />
    </div>
  );
}

function NoticeSentence({ notice }: { notice: NoticeView }) {
  const { kind, params, chat, number, destination, times } = notice;
  const t = useTranslations("notices");
  const tRules = useTranslations("subscriptions.presets");
  const preset = params.preset ?? "";
  const isKnown = (key: string): key is Parameters<typeof tRules>[0] => tRules.has(key as never);
  return t.rich(`kinds.${kind}`, {
    by: params.by || t(kind === "assigned" ? "program" : "somebody"),
    chat: chat?.title ?? (kind === "event" && number ? number.name : t("aChat")),
    number: number?.name || params.number || t("aNumber"),
    rule: isKnown(preset) ? tRules(preset) : (params.rule ?? ""),
    destination: destination?.name || params.destination || t("aDestination"),
    percent: params.percent ?? "",
    times,
    b: (words) => <strong className="font-semibold">{words}</strong>,
  });
}
