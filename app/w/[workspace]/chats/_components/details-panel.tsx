"use client";

import { ExternalLink, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "#app/_components/copy-button.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "#app/_ui/sheet.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { LabelDot } from "../../_components/label-chips.tsx";
import { isHidden } from "../../_lib/chat-name.ts";
import { nameOfChat } from "../chat-person.ts";
import { ChatAvatar } from "./chat-avatar.tsx";
import { useChatsAccess, useNumbers } from "./chats-context.tsx";
import { NumberDot } from "./number-dot.tsx";
import { PriorityMark } from "./priority-mark.tsx";
import { useDurationText } from "./short-time.tsx";

interface DetailsProps {
  chat: ChatView;
}

/** What is known of a chat beside its messages, at the end of a wide screen. */
export function DetailsPanel({ onClose, ...details }: DetailsProps & { onClose: () => void }) {
  const t = useTranslations("chats.details");
  return (
    <aside
      aria-label={t("label")}
      data-testid="details"
      className="flex w-72 shrink-0 flex-col overflow-y-auto border-s max-[85rem]:hidden"
    >
      <div className="flex h-12 shrink-0 items-center justify-between ps-4 pe-2">
        <h2 className="font-semibold text-sm">{t("label")}</h2>
        <Button variant="ghost" size="icon-sm" aria-label={t("close")} onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      <Details {...details} />
    </aside>
  );
}

/** The same over the page, where there is no room beside the thread. */
export function DetailsSheet({ onClose, ...details }: DetailsProps & { onClose: () => void }) {
  const t = useTranslations("chats.details");
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent className="sm:max-w-sm">
        <div className="p-4 pb-2">
          <SheetTitle>{t("label")}</SheetTitle>
          <SheetDescription className="sr-only">{t("description")}</SheetDescription>
        </div>
        <div className="overflow-y-auto">
          <Details {...details} />
        </div>
      </SheetContent>
    </Sheet>
  );
}

function Details({ chat }: DetailsProps) {
  const t = useTranslations("chats.details");
  const tKind = useTranslations("chats.chatKind");
  const { workspace } = useChatsAccess();
  const number = useNumbers().find(({ id }) => id === chat.numberId);
  const durationText = useDurationText();
  return (
    <div className="grid gap-4 px-4 pb-6">
      <div className="flex items-center gap-3">
        <ChatAvatar chat={chat} className="size-11 text-sm" />
        <div className="min-w-0">
          <p dir="auto" className="font-semibold [overflow-wrap:anywhere]">
            {nameOfChat(chat)}
          </p>
          <p className="text-muted-foreground text-xs">{tKind(chat.kind)}</p>
        </div>
      </div>
      <dl className="grid gap-3 text-sm">
        {chat.phone !== null && (
          <Fact label={t("phone")}>
            <span className="min-w-0 truncate" dir="ltr">
              {chat.phone}
            </span>
            {!isHidden(chat.chatId) && (
              <CopyButton value={chat.phone} label={t("copyPhone")} className="-my-1" />
            )}
          </Fact>
        )}
        <Fact label={t("number")}>
          <NumberDot numberId={chat.numberId} />
          <Link
            dir="auto"
            href={`/w/${workspace}/numbers`}
            className="min-w-0 truncate text-primary underline-offset-4 hover:underline"
          >
            {number?.name || chat.numberName || t("unnamedNumber")}
          </Link>
        </Fact>
        <Fact label={t("state")}>{chat.state === "resolved" ? t("resolved") : <Open chat={chat} />}</Fact>
        <Fact label={t("priority")}>
          <PriorityWord chat={chat} />
        </Fact>
        <Fact label={t("assignee")}>
          <span dir="auto" className="min-w-0 truncate">
            {chat.assignee ? (chat.assignee.name ?? chat.assignee.email) : t("nobody")}
          </span>
        </Fact>
        <Fact label={t("labels")}>
          {chat.labels.length === 0 && <span className="text-muted-foreground">{t("none")}</span>}
          <span className="flex min-w-0 flex-wrap gap-x-3 gap-y-1">
            {chat.labels.map(({ id, name, color }) => (
              <span key={id} className="inline-flex min-w-0 items-center gap-1.5">
                <LabelDot color={color} />
                <span dir="auto" className="truncate">
                  {name}
                </span>
              </span>
            ))}
          </span>
        </Fact>
        {chat.waitingSince !== null && (
          <Fact label={t("waitingSince")}>
            <span className="font-medium text-warning">{durationText(chat.waitingSince)}</span>
          </Fact>
        )}
        <Fact label={t("firstSeen")}>
          <RelativeTime at={chat.createdAt} />
        </Fact>
        <Fact label={t("lastSeen")}>
          <RelativeTime at={chat.lastMessageAt} />
        </Fact>
      </dl>
      {number && (
        <Button variant="outline" size="sm" asChild className="w-fit">
          <Link href={`/w/${workspace}/inbox?number=${encodeURIComponent(number.sessionId)}`}>
            <ExternalLink aria-hidden />
            {t("events")}
          </Link>
        </Button>
      )}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-baseline gap-2">
      <dt className="text-muted-foreground text-xs">{label}</dt>
      <dd className="flex min-w-0 items-center gap-1.5">{children}</dd>
    </div>
  );
}

function Open({ chat }: { chat: ChatView }) {
  const t = useTranslations("chats.details");
  if (chat.snoozedUntilReply && chat.snoozedUntil === null) return t("snoozedUntilReply");
  if (chat.snoozedUntil === null) return t("open");
  return t.rich("snoozedUntil", { time: () => <RelativeTime at={chat.snoozedUntil ?? 0} /> });
}

function PriorityWord({ chat }: { chat: ChatView }) {
  const t = useTranslations("chats.priority");
  return (
    <>
      <span aria-hidden className="contents">
        <PriorityMark priority={chat.priority} />
      </span>
      {t(chat.priority)}
    </>
  );
}
