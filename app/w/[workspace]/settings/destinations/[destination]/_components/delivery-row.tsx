"use client";

import { Repeat } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import type { DeliveryView } from "#server/deliveries/schemas.ts";
import { DeliveryStateBadge } from "../../_components/delivery-state.tsx";
import { useCauseText } from "../../_components/use-cause-text.ts";

interface DeliveryRowProps {
  delivery: DeliveryView;
  onOpen: () => void;
  isChosen: boolean;
  /** Null for readers. */
  onToggle: (() => void) | null;
}

export function DeliveryRow({ delivery, onOpen, isChosen, onToggle }: DeliveryRowProps) {
  const t = useTranslations("destinations.deliveries");
  const { seq, event, state, attempts, isReplay, createdAt } = delivery;
  return (
    <div
      data-testid="delivery-row"
      data-state={state}
      data-seq={seq}
      data-replay={isReplay}
      className="relative flex items-center gap-3 px-4 py-2 text-sm transition-colors hover:bg-muted/60"
    >
      {onToggle && (
        <Checkbox
          checked={isChosen}
          onCheckedChange={onToggle}
          aria-label={t("select", { seq })}
          className="z-10"
        />
      )}
      <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 sm:grid-cols-[minmax(0,1fr)_auto]">
        <button
          type="button"
          className="min-w-0 truncate text-start after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
          onClick={onOpen}
        >
          <span className="tabular-nums">{t("event", { seq })}</span>{" "}
          <span className="font-mono text-muted-foreground text-xs" dir="ltr">
            {event ?? t("unknownEvent")}
          </span>
        </button>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 sm:justify-end">
          {isReplay && (
            <span className="inline-flex items-center gap-1 text-muted-foreground text-xs">
              <Repeat aria-hidden className="size-3" />
              {t("replayed")}
            </span>
          )}
          <DeliveryStateBadge state={state} />
        </div>
        <p className="flex min-w-0 flex-wrap gap-x-2 text-muted-foreground text-xs">
          <span className="tabular-nums">{t("attempts", { count: attempts })}</span>
          <LastWords delivery={delivery} />
        </p>
        <RelativeTime
          at={createdAt}
          className="whitespace-nowrap text-muted-foreground text-xs sm:text-end"
        />
      </div>
    </div>
  );
}

/** What came of the last attempt, and when the next is. */
function LastWords({
  delivery: { state, lastStatus, lastError, dueAt, attempts },
}: Pick<DeliveryRowProps, "delivery">) {
  const t = useTranslations("destinations");
  const causeText = useCauseText();
  const cause =
    lastStatus === null ? causeText(lastError) : t("detail.status", { status: String(lastStatus) });
  return (
    <>
      {attempts > 0 && cause !== null && <span className="min-w-0 truncate">{cause}</span>}
      {state === "failed" && dueAt !== null && (
        <span>{t.rich("deliveries.next", { time: () => <RelativeTime at={dueAt} /> })}</span>
      )}
    </>
  );
}
