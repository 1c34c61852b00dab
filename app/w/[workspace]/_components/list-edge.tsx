"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";

/** Starts reading before the end is reached, so that scrolling does not stop. */
const readAhead = "900px";

/** Asks once, when it comes near; made anew for each page. */
export function Sentinel({
  scrollRef,
  onNear,
}: {
  scrollRef: RefObject<HTMLElement | null>;
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

interface LoadErrorProps {
  error: unknown;
  onRetry: () => void;
  isRetrying?: boolean;
}

/** What could not be read, with the way to try again. */
export function LoadError({ error, onRetry, isRetrying = false }: LoadErrorProps) {
  const t = useTranslations("common");
  return (
    <div className="p-3">
      <ErrorNotice
        error={error}
        action={
          <Button size="sm" variant="outline" onClick={onRetry} loading={isRetrying}>
            {t("retry")}
          </Button>
        }
      />
    </div>
  );
}
