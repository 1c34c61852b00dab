"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#app/_ui/tabs.tsx";
import type { ScheduledView } from "#server/messages/later/schemas.ts";
import { VirtualList } from "../../_components/virtual-list.tsx";
import { ScheduledRow } from "./scheduled-row.tsx";

const shelves = ["waiting", "done"] as const;
type Shelf = (typeof shelves)[number];

interface ScheduledScreenProps {
  workspace: string;
  maySend: boolean;
}

/** All messages that wait for their time, and what became of the others, a page at a time. */
export function ScheduledScreen({ workspace, maySend }: ScheduledScreenProps) {
  const t = useTranslations("composer.scheduled");
  const [shelf, setShelf] = useState<Shelf>("waiting");
  return (
    <Tabs value={shelf} onValueChange={(next) => setShelf(next as Shelf)}>
      <TabsList>
        {shelves.map((one) => (
          <TabsTrigger key={one} value={one}>
            {t(one)}
          </TabsTrigger>
        ))}
      </TabsList>
      {shelves.map((one) => (
        <TabsContent key={one} value={one}>
          <ShelfList workspace={workspace} shelf={one} maySend={maySend} />
        </TabsContent>
      ))}
    </Tabs>
  );
}

function ShelfList({ workspace, shelf, maySend }: ScheduledScreenProps & { shelf: Shelf }) {
  const t = useTranslations("composer.scheduled");
  const trpc = useTRPC();
  const pages = useInfiniteQuery(
    trpc.scheduled.list.infiniteQueryOptions(
      { workspace, shelf },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  if (pages.error) return <ErrorNotice error={pages.error} />;
  if (!pages.data) return <Skeleton className="h-40 w-full" />;
  const scheduled: ScheduledView[] = pages.data.pages.flatMap((page) => page.scheduled);
  if (scheduled.length === 0) {
    return (
      <EmptyState
        icon={<CalendarClock />}
        title={shelf === "waiting" ? t("emptyWaiting") : t("emptyDone")}
        text={shelf === "waiting" ? t("emptyWaitingText") : t("emptyDoneText")}
      />
    );
  }
  return (
    <div className="grid gap-3">
      <VirtualList
        rows={scheduled}
        keyOf={({ id }) => id}
        renderRow={(one) => <ScheduledRow workspace={workspace} scheduled={one} maySend={maySend} />}
        label={t("title")}
        estimatedRowPx={88}
        className="rounded-lg border bg-card shadow-xs"
      />
      {pages.hasNextPage && (
        <Button
          variant="outline"
          className="justify-self-center"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </div>
  );
}
