"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ChevronDown, ChevronUp, SearchX, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, useEffect, useRef } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { EventFilters } from "#server/inbox/schemas.ts";
import type { Access } from "../../_lib/access.ts";
import type { Drafts } from "./drafts.ts";
import { EventContent } from "./event-content.tsx";
import { Reply } from "./reply.tsx";

interface EventDetailPanelProps {
  workspace: string;
  eventId: string;
  inboxNames: EventFilters["inboxes"];
  replying: Access;
  mayAssign: boolean;
  destinations: Pick<Access, "mayRead" | "mayManage">;
  connecting: Access;
  drafts: Drafts;
  onClose: () => void;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
}

/** The open event: what it says, what was answered, and everything that came with it. */
export function EventDetailPanel(props: EventDetailPanelProps) {
  const { workspace, eventId, inboxNames, replying, mayAssign, destinations, connecting, drafts } = props;
  const t = useTranslations("inbox.detail");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const { data: event, error, refetch } = useQuery(trpc.inbox.event.queryOptions({ workspace, id: eventId }));
  return (
    <section
      aria-label={t("label")}
      data-testid="event-detail"
      data-event-id={eventId}
      className="z-10 col-start-1 row-start-1 flex min-h-0 min-w-0 flex-col bg-card lg:col-start-2 lg:border-s"
    >
      <PanelBar seq={event?.seq ?? null} {...props} />
      {event ? (
        // Another event starts at its top and with its own draft.
        <Fragment key={event.id}>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
            <EventContent
              workspace={workspace}
              event={event}
              inboxNames={inboxNames}
              mayAssign={mayAssign}
              destinations={destinations}
            />
          </div>
          <Reply
            workspace={workspace}
            event={event}
            replying={replying}
            connecting={connecting}
            drafts={drafts}
          />
        </Fragment>
      ) : (
        <div className="p-4">
          {isApiError(error) && error.data?.code === "NOT_FOUND" ? (
            <EmptyState icon={<SearchX />} title={t("goneTitle")} text={t("goneText")} />
          ) : error ? (
            <ErrorNotice
              error={error}
              action={
                <Button size="sm" variant="outline" onClick={() => void refetch()}>
                  {tCommon("retry")}
                </Button>
              }
            />
          ) : (
            <ContentSkeleton />
          )}
        </div>
      )}
    </section>
  );
}

type PanelBarProps = Pick<EventDetailPanelProps, "onClose" | "onPrevious" | "onNext"> & {
  seq: number | null;
};

function PanelBar({ seq, onClose, onPrevious, onNext }: PanelBarProps) {
  const t = useTranslations("inbox.detail");
  const back = useRef<HTMLButtonElement>(null);
  // On a narrow screen the panel takes the list's place, and the focus must not stay behind in it.
  useEffect(() => {
    if (back.current?.checkVisibility()) back.current.focus();
  }, []);
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b ps-2 pe-2 lg:ps-4">
      <Button ref={back} variant="ghost" className="lg:hidden" onClick={onClose}>
        <ArrowLeft className="rtl:rotate-180" aria-hidden />
        {t("back")}
      </Button>
      <h2 className="me-auto font-medium text-muted-foreground text-sm max-lg:ps-1">
        {seq === null ? t("label") : t("title", { seq })}
      </h2>
      <StepButton label={t("previous")} onClick={onPrevious}>
        <ChevronUp aria-hidden />
      </StepButton>
      <StepButton label={t("next")} onClick={onNext}>
        <ChevronDown aria-hidden />
      </StepButton>
      <Button
        variant="ghost"
        size="icon"
        aria-label={t("close")}
        title={t("close")}
        className="max-lg:hidden"
        onClick={onClose}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}

function StepButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: (() => void) | null;
  children: ReactNode;
}) {
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={label}
      title={label}
      disabled={onClick === null}
      onClick={() => onClick?.()}
    >
      {children}
    </Button>
  );
}

function ContentSkeleton() {
  return (
    <div aria-busy className="grid gap-4">
      <Skeleton className="h-5 w-36" />
      <Skeleton className="h-16" />
      <Skeleton className="h-48" />
      <Skeleton className="h-64" />
    </div>
  );
}
