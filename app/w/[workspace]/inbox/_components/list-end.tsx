"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RowSkeletons } from "./row-skeletons.tsx";
import type { EventList } from "./use-event-list.ts";

/** Starts reading before the end is reached, so that scrolling does not stop. */
const readAhead = "600px";

interface ListEndProps {
  list: EventList;
  scrollRef: RefObject<HTMLDivElement | null>;
}

/** Below the last row: reads older pages as it comes near, or says why there are none. */
export function ListEnd({ list, scrollRef }: ListEndProps) {
  const t = useTranslations("inbox.end");
  const {
    rows,
    error,
    olderError,
    hasOlder,
    isFull,
    isLoading,
    isLoadingOlder,
    mayLoadOlder,
    loadOlder,
    retry,
  } = list;
  if (error) return null;
  if (olderError) return <ListError error={olderError} onRetry={retry} />;
  if (isLoading) return <RowSkeletons count={rows.length === 0 ? 12 : 3} />;
  if (hasOlder) {
    return (
      <>
        {mayLoadOlder && <Sentinel scrollRef={scrollRef} onNear={loadOlder} />}
        {isLoadingOlder && <RowSkeletons count={3} />}
      </>
    );
  }
  return (
    <p className="px-4 py-6 text-center text-muted-foreground text-xs">
      {isFull ? t("full", { count: rows.length }) : t("all")}
    </p>
  );
}

/** What could not be read, with the way to try again. */
export function ListError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations("common");
  return (
    <div className="p-3 sm:p-4">
      <ErrorNotice
        error={error}
        action={
          <Button size="sm" variant="outline" onClick={onRetry}>
            {t("retry")}
          </Button>
        }
      />
    </div>
  );
}

/** Asks once, when it comes near; made anew for each page. */
function Sentinel({
  scrollRef,
  onNear,
}: {
  scrollRef: RefObject<HTMLDivElement | null>;
  onNear: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const near = useEffectEvent(onNear);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) near();
      },
      { root: scrollRef.current, rootMargin: readAhead },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [scrollRef]);
  return <div ref={ref} aria-hidden className="h-px" />;
}
