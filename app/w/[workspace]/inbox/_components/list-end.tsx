"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { LoadError, Sentinel } from "../../_components/list-edge.tsx";
import { RowSkeletons } from "./row-skeletons.tsx";
import type { EventList } from "./use-event-list.ts";

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
  if (olderError) return <LoadError error={olderError} onRetry={retry} />;
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
