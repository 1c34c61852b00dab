"use client";

import { useQuery } from "@tanstack/react-query";
import { Repeat, SearchX } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { KeyValue } from "#app/_components/key-value.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "#app/_ui/sheet.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { DeliveryDetail } from "#server/deliveries/schemas.ts";
import { LoadError } from "../../../../_components/list-edge.tsx";
import { DeliveryStateBadge } from "../../_components/delivery-state.tsx";
import { Attempt } from "./attempt.tsx";

interface DeliverySheetProps {
  workspace: string;
  deliveryId: string | null;
  onClose: () => void;
  /** Null for readers. */
  onReplay: ((eventId: string) => void) | null;
}

/** Everything that is known of one delivery: its state, and each attempt with what came back. */
export function DeliverySheet({ workspace, deliveryId, onClose, onReplay }: DeliverySheetProps) {
  return (
    <Sheet open={deliveryId !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <SheetContent data-testid="delivery-detail">
        {deliveryId !== null && (
          <Delivery workspace={workspace} deliveryId={deliveryId} onReplay={onReplay} />
        )}
      </SheetContent>
    </Sheet>
  );
}

type DeliveryProps = Pick<DeliverySheetProps, "workspace" | "onReplay"> & { deliveryId: string };

function Delivery({ workspace, deliveryId, onReplay }: DeliveryProps) {
  const t = useTranslations("destinations");
  const trpc = useTRPC();
  const query = useQuery(trpc.deliveries.get.queryOptions({ workspace, deliveryId }));
  const { data: delivery, error } = query;
  if (!delivery) {
    const isGone = isApiError(error) && error.data?.code === "NOT_FOUND";
    return (
      <div className="grid gap-4 p-4 sm:p-6">
        <SheetTitle>{t("deliveries.title")}</SheetTitle>
        <SheetDescription className="sr-only">{t("detail.attempts")}</SheetDescription>
        {isGone ? (
          <EmptyState icon={<SearchX />} title={t("detail.gone")} text={t("detail.goneText")} />
        ) : error ? (
          <LoadError error={error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
        ) : (
          <Skeleton className="h-64" />
        )}
      </div>
    );
  }
  return (
    <div className="grid content-start gap-5 overflow-y-auto overscroll-contain p-4 sm:p-6">
      <header className="grid gap-1.5 pe-8">
        <SheetTitle>{t("detail.title", { seq: delivery.seq })}</SheetTitle>
        <SheetDescription>{t(`stateText.${delivery.state}`)}</SheetDescription>
        <div className="flex flex-wrap items-center gap-2">
          <DeliveryStateBadge state={delivery.state} />
          {delivery.isReplay && <span className="text-muted-foreground text-xs">{t("detail.replayed")}</span>}
        </div>
      </header>
      <Facts workspace={workspace} delivery={delivery} />
      {onReplay && (
        <Button
          variant="outline"
          className="justify-self-start"
          onClick={() => onReplay(delivery.eventId)}
          data-testid="replay-delivery"
        >
          <Repeat aria-hidden />
          {t("detail.replay")}
        </Button>
      )}
      <section aria-labelledby="attempts-title" className="grid gap-3">
        <h3 id="attempts-title" className="font-medium text-sm">
          {t("detail.attempts")}
        </h3>
        {delivery.attemptList.length === 0 ? (
          <p className="text-muted-foreground text-sm">{t("detail.noAttempts")}</p>
        ) : (
          <ol className="grid gap-3">
            {[...delivery.attemptList].reverse().map((attempt, index) => (
              <Attempt key={attempt.number} attempt={attempt} isOpen={index === 0} />
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

function Facts({ workspace, delivery }: { workspace: string; delivery: DeliveryDetail }) {
  const t = useTranslations("destinations");
  const format = useFormatter();
  const { seq, event, eventId, createdAt, endedAt, dueAt, state } = delivery;
  const exact = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "medium" });
  return (
    <KeyValue
      items={[
        {
          label: t("detail.event"),
          value: (
            <span className="flex flex-wrap gap-x-2">
              <Link
                href={`/w/${workspace}/inbox?event=${eventId}`}
                className="text-primary underline underline-offset-4"
              >
                {t("detail.openEvent", { seq })}
              </Link>
              <span className="font-mono text-muted-foreground text-xs" dir="ltr">
                {event ?? t("deliveries.unknownEvent")}
              </span>
            </span>
          ),
        },
        { label: t("detail.created"), value: exact(createdAt) },
        ...(state === "failed" && dueAt !== null
          ? [{ label: t("detail.next"), value: <RelativeTime at={dueAt} /> }]
          : []),
        ...(endedAt === null ? [] : [{ label: t("detail.ended"), value: exact(endedAt) }]),
      ]}
    />
  );
}
