"use client";

import { History } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { RefObject } from "react";
import { Button } from "#app/_ui/button.tsx";
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
    searchedTo,
    isLoading,
    isLoadingOlder,
    mayLoadOlder,
    loadOlder,
    retry,
  } = list;
  if (error) return null;
  if (olderError) return <LoadError error={olderError} onRetry={retry} />;
  if (isLoading) return <RowSkeletons count={rows.length === 0 ? 12 : 3} />;
  if (hasOlder && searchedTo !== null) return <LookFurther list={list} searchedTo={searchedTo} />;
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

/** How far a search looked; it goes on only when it is told to, for nobody knows how far what is wanted lies. */
function LookFurther({ list, searchedTo }: { list: EventList; searchedTo: string }) {
  const t = useTranslations("inbox.search");
  const format = useFormatter();
  const time = format.dateTime(new Date(searchedTo), { dateStyle: "medium", timeStyle: "short" });
  return (
    <div className="grid justify-items-center gap-2 px-4 py-6 text-center">
      <p role="status" className="text-pretty text-muted-foreground text-xs">
        {t("lookedTo", { count: list.rows.length, time })}
      </p>
      <LookFurtherButton list={list} />
    </div>
  );
}

export function LookFurtherButton({ list }: { list: EventList }) {
  const t = useTranslations("inbox.search");
  return (
    <Button
      variant="outline"
      size="sm"
      loading={list.isLoadingOlder}
      disabled={!list.mayLoadOlder && !list.isLoadingOlder}
      onClick={list.loadOlder}
      data-testid="look-further"
    >
      <History aria-hidden />
      {t("further")}
    </Button>
  );
}
