"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusDot, type StatusTone } from "#app/_components/status.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { EventDetail } from "#server/inbox/schemas.ts";
import type { OutboxView } from "#server/messages/schemas.ts";
import { Bubble } from "./bubble.tsx";

const tones: Record<OutboxView["state"], StatusTone> = {
  queued: "neutral",
  sending: "info",
  sent: "success",
  unknown: "warning",
  failed: "danger",
};

/** What was answered to an event and how far it got; live nudges of the outbox read it again. */
export function Answers({
  workspace,
  event,
}: {
  workspace: string;
  event: Pick<EventDetail, "id" | "answers">;
}) {
  const t = useTranslations("inbox.answers");
  const trpc = useTRPC();
  const { data: answers } = useQuery(
    trpc.messages.forEvent.queryOptions(
      { workspace, eventId: event.id },
      { initialData: event.answers, staleTime: 0 },
    ),
  );
  if (answers.length === 0) return null;
  return (
    <ol aria-label={t("label")} className="grid gap-3">
      {answers.map((answer) => (
        <Answer key={answer.id} answer={answer} />
      ))}
    </ol>
  );
}

function Answer({ answer }: { answer: OutboxView }) {
  const t = useTranslations("inbox.answers");
  const reasonText = useReasonText();
  const { state, cause, author } = answer;
  const why = cause === null ? null : (reasonText(`message.cause.${cause}`) ?? t("cause", { cause }));
  const next = state === "unknown" || state === "failed" ? t(`next.${state}`) : null;
  return (
    <li data-testid="answer" data-state={state} className="grid gap-1">
      <Bubble text={answer.text} isOurs />
      <div className="flex flex-wrap items-center justify-end gap-x-2 text-muted-foreground text-xs">
        <span>{author ? (author.name ?? author.email) : t("formerMember")}</span>
        <RelativeTime at={answer.createdAt} />
        <span aria-live="polite">
          <StatusDot
            tone={tones[state]}
            pulse={state === "sending"}
            className="gap-1.5 font-medium text-foreground text-xs"
          >
            {t(`state.${state}`)}
          </StatusDot>
        </span>
      </div>
      {(why || next) && state !== "sent" && (
        <p className="max-w-prose ms-auto text-pretty text-end text-muted-foreground text-xs">
          {[why, next].filter(Boolean).join(" ")}
        </p>
      )}
    </li>
  );
}
