"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useRef, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import { type EventFilter, type EventFilters, type EventPage, isSearch } from "#server/inbox/schemas.ts";
import { ExportMenu } from "../../_components/export-menu.tsx";
import { LoadError } from "../../_components/list-edge.tsx";
import type { Access } from "../../_lib/access.ts";
import { filterParams, noFilters, openParams, serializeInbox, toEventFilter } from "../search-params.ts";
import type { Drafts } from "./drafts.ts";
import { EmptyInbox, type ViewerLimits } from "./empty-inbox.tsx";
import { EventDetailPanel } from "./event-detail-panel.tsx";
import { EventList } from "./event-list.tsx";
import { EventRow } from "./event-row.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { ListEnd, LookFurtherButton } from "./list-end.tsx";
import { LiveBar } from "./live-bar.tsx";
import { useEventList } from "./use-event-list.ts";
import { useInboxKeys } from "./use-inbox-keys.ts";

interface InboxScreenProps {
  workspace: string;
  first: { filter: EventFilter; page: EventPage };
  choices: EventFilters;
  /** May answer, or who may. */
  replying: Access;
  mayAssign: boolean;
  mayExport: boolean;
  destinations: Pick<Access, "mayRead" | "mayManage">;
  /** May connect and pair, or who may. */
  connecting: Access;
  limits: ViewerLimits;
}

/** The live page: filters, the list, and the open event beside it (in its place on a narrow screen). */
export function InboxScreen({
  workspace,
  first,
  choices,
  replying,
  mayAssign,
  mayExport,
  destinations,
  connecting,
  limits,
}: InboxScreenProps) {
  const t = useTranslations("inbox");
  const tExport = useTranslations("inbox.export");
  const trpc = useTRPC();
  const [filters, setFilters] = useQueryStates(filterParams, { history: "push" });
  const [{ event: openId }, setOpen] = useQueryStates(openParams);
  const [isPaused, setIsPaused] = useState(false);
  const [isScrolled, setIsScrolled] = useState(false);
  const scrollRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const [drafts] = useState<Drafts>(() => new Map());

  const filter = toEventFilter(filters);
  const isSearching = isSearch(filter);
  const list = useEventList({
    workspace,
    filter,
    first,
    hold: isPaused || isScrolled,
  });
  const { data: known } = useQuery(trpc.inbox.filters.queryOptions({ workspace }, { initialData: choices }));
  const { rows } = list;
  const numberNames = new Map(known.numbers.map(({ sessionId, name }) => [sessionId, name]));
  const inboxNames = new Map(known.inboxes.map(({ id, name }) => [id, name]));
  const seen = new Set([...known.events, ...rows.flatMap(({ event }) => event ?? [])]);

  const isFiltered = Object.values(filters).some((value) => value !== null);
  const clearFilters = () => void setFilters(noFilters);
  const open = (id: string) => void setOpen({ event: id }, { history: openId === null ? "push" : "replace" });
  const close = () => void setOpen({ event: null });
  const openIndex = rows.findIndex(({ id }) => id === openId);
  const openAt = (index: number) => {
    const row = rows[index];
    if (row) open(row.id);
  };
  const openFirstInSight = () => {
    const box = scrollRef.current;
    const top = box?.getBoundingClientRect().top ?? 0;
    const inSight = [...(box?.querySelectorAll("[data-event-id]") ?? [])].find(
      (row) => row.getBoundingClientRect().top >= top,
    );
    const id = inSight?.getAttribute("data-event-id");
    if (id) open(id);
  };
  const previous = openIndex > 0 ? () => openAt(openIndex - 1) : null;
  const next = openIndex >= 0 && openIndex < rows.length - 1 ? () => openAt(openIndex + 1) : null;
  const release = () => {
    setIsPaused(false);
    scrollRef.current?.scrollTo({ top: 0 });
    setIsScrolled(false);
  };

  useInboxKeys({
    onTogglePause: () => setIsPaused(!isPaused),
    onNext: () => (openId === null ? openFirstInSight() : next?.()),
    onPrevious: () => previous?.(),
    onClose: close,
    onSearch: () => searchRef.current?.focus(),
  });

  return (
    <div data-fills-window className="flex min-h-0 flex-1 flex-col">
      <header
        className={cn(
          "flex flex-wrap items-center gap-x-4 gap-y-1 border-b px-3 py-2 sm:px-4",
          openId !== null && "max-lg:hidden",
        )}
      >
        <h1 className="font-semibold text-base">{t("title")}</h1>
        <div className="order-last w-full min-w-0">
          <FilterBar
            filters={filters}
            choices={{ ...known, events: [...seen].sort() }}
            hasDeliveries={destinations.mayRead}
            hiddenCount={isFiltered ? list.filteredOut : 0}
            onSearchAgain={isSearching ? list.searchAgain : null}
            // Each pause while one types is no step to go back to.
            onChange={(change) => void setFilters(change, { history: "text" in change ? "replace" : "push" })}
            searchRef={searchRef}
          />
        </div>
        <div className="ms-auto flex items-center gap-2">
          {mayExport && (
            <ExportMenu
              href={`/w/${workspace}/inbox/export?${new URLSearchParams(filter)}`}
              words={{
                ...{ action: tExport("action"), csv: tExport("csv"), json: tExport("json") },
                hint: isFiltered ? tExport("hintFiltered") : tExport("hintAll"),
              }}
            />
          )}
          <LiveBar isPaused={isPaused} onToggle={() => setIsPaused(!isPaused)} />
        </div>
      </header>
      <div
        className={cn(
          "grid min-h-0 flex-1 grid-cols-1 grid-rows-1",
          openId !== null && "lg:grid-cols-[minmax(0,1fr)_minmax(25rem,46%)]",
        )}
      >
        {/* Invisible, not gone: the place that one scrolled to survives. */}
        <section
          aria-label={t("listLabel")}
          className={cn(
            "col-start-1 row-start-1 flex min-h-0 min-w-0 flex-col",
            openId !== null && "max-lg:invisible",
          )}
        >
          {list.error && <LoadError error={list.error} onRetry={list.retry} />}
          <EventList
            rows={rows}
            openId={openId}
            scrollRef={scrollRef}
            onScrolledChange={setIsScrolled}
            heldCount={list.heldCount}
            onRelease={release}
            renderRow={(event) => (
              <EventRow
                event={event}
                place={numberNames.get(event.sessionId ?? "") ?? inboxNames.get(event.inboxId) ?? null}
                href={serializeInbox(`/w/${workspace}/inbox`, { ...filters, event: event.id })}
                isOpen={event.id === openId}
                onOpen={open}
              />
            )}
          >
            {rows.length > 0 || list.isLoading || list.error ? (
              <ListEnd list={list} scrollRef={scrollRef} />
            ) : (
              <div className="p-4 sm:p-6">
                <EmptyInbox
                  workspace={workspace}
                  connecting={connecting}
                  limits={limits}
                  onClearFilters={isFiltered ? clearFilters : null}
                  search={
                    isSearching
                      ? {
                          searchedTo: list.searchedTo,
                          ofBodies: filters.text !== null || filters.path !== null,
                          lookFurther: <LookFurtherButton list={list} />,
                        }
                      : null
                  }
                />
              </div>
            )}
          </EventList>
        </section>
        {openId !== null && (
          <EventDetailPanel
            workspace={workspace}
            eventId={openId}
            inboxNames={known.inboxes}
            replying={replying}
            mayAssign={mayAssign}
            destinations={destinations}
            connecting={connecting}
            drafts={drafts}
            onClose={close}
            onPrevious={previous}
            onNext={next}
          />
        )}
      </div>
    </div>
  );
}
