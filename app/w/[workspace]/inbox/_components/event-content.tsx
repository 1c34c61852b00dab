"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "#app/_components/copy-button.tsx";
import { KeyValue } from "#app/_components/key-value.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import type { EventDetail, EventFilters } from "#server/inbox/schemas.ts";
import { AssigneePicker } from "../../_components/assignee-picker.tsx";
import type { Access } from "../../_lib/access.ts";
import { chatName, isHidden, personOf } from "../../_lib/chat-name.ts";
import { messageText } from "../message-text.ts";
import { Answers } from "./answers.tsx";
import { Bubble } from "./bubble.tsx";
import { EventBadge } from "./event-badge.tsx";
import { EventBody } from "./event-body.tsx";
import { EventStory } from "./event-story.tsx";

interface EventContentProps {
  workspace: string;
  event: EventDetail;
  inboxNames: EventFilters["inboxes"];
  mayAssign: boolean;
  /** May see where events go, and send them again. */
  destinations: Pick<Access, "mayRead" | "mayManage">;
}

export function EventContent({ workspace, event, inboxNames, mayAssign, destinations }: EventContentProps) {
  const t = useTranslations("inbox.detail");
  const text = messageText(event);
  const person = personOf(event);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <EventBadge event={event.event} />
        {person && (
          <span className="min-w-0 truncate font-medium" dir="auto">
            {person}
          </span>
        )}
        <RelativeTime at={event.receivedAt} className="ms-auto text-muted-foreground text-xs" />
      </div>
      {text !== null && <Bubble text={text} isOurs={event.direction === "outbound"} />}
      <Answers workspace={workspace} event={event} />
      <Facts
        event={event}
        inboxName={inboxNames.find(({ id }) => id === event.inboxId)?.name ?? null}
        assignee={
          <AssigneePicker
            workspace={workspace}
            target={{ eventId: event.id }}
            assignee={event.assignee}
            mayAssign={mayAssign}
            className="-my-1"
          />
        }
      />
      {destinations.mayRead && (
        <EventStory workspace={workspace} eventId={event.id} mayManage={destinations.mayManage} />
      )}
      <section aria-label={t("payload")}>
        <EventBody event={event} />
      </section>
    </div>
  );
}

interface FactsProps {
  event: EventDetail;
  inboxName: string | null;
  assignee: ReactNode;
}

function Facts({ event, inboxName, assignee }: FactsProps) {
  const t = useTranslations("inbox.facts");
  const tAssignee = useTranslations("inbox.assignee");
  const format = useFormatter();
  const items: { label: string; value: ReactNode }[] = [
    ...(event.event === null ? [] : [{ label: t("event"), value: <Code>{event.event}</Code> }]),
    ...(event.chatId === null
      ? []
      : [
          {
            label: t("chat"),
            value: <ChatValue chatId={event.chatId} />,
          },
        ]),
    ...(event.chatId === null || event.sessionId === null
      ? []
      : [{ label: tAssignee("fact"), value: assignee }]),
    ...(event.number
      ? [
          {
            label: t("number"),
            value: [event.number.name, event.number.phoneNumber].filter(Boolean).join(" · "),
          },
        ]
      : event.sessionId === null
        ? []
        : [{ label: t("session"), value: <Code>{event.sessionId}</Code> }]),
    { label: t("inbox"), value: inboxName ?? t("inboxGone") },
    {
      label: t("received"),
      value: format.dateTime(new Date(event.receivedAt), { dateStyle: "medium", timeStyle: "long" }),
    },
    { label: t("signature"), value: t(`verdict.${event.verdict}`) },
    {
      label: t("fingerprint"),
      value: (
        <span className="flex items-center gap-1">
          <span className="min-w-0 truncate font-mono text-xs" title={event.sha256}>
            {event.sha256}
          </span>
          <CopyButton value={event.sha256} label={t("copyFingerprint")} className="-my-1" />
        </span>
      ),
    },
    { label: t("duplicates"), value: t("duplicatesValue", { count: event.duplicates }) },
    { label: t("size"), value: t("bytes", { count: event.sizeBytes }) },
  ];
  return (
    <KeyValue
      items={items}
      className="[&>div]:grid-cols-[6.5rem_minmax(0,1fr)] [&>div]:py-1.5 sm:[&>div]:grid-cols-[8rem_minmax(0,1fr)]"
    />
  );
}

function ChatValue({ chatId }: { chatId: string }) {
  const name = chatName(chatId);
  if (isHidden(chatId)) return name;
  if (chatId.startsWith(name)) return <Code>{chatId}</Code>;
  return (
    <>
      {name} <Code muted>{chatId}</Code>
    </>
  );
}

function Code({ children, muted = false }: { children: string; muted?: boolean }) {
  return (
    <span className={muted ? "font-mono text-muted-foreground text-xs" : "font-mono text-xs"}>
      {children}
    </span>
  );
}
