"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Repeat } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { DeliveryView, UndeliveredReason } from "#server/deliveries/schemas.ts";
import { LoadError } from "../../_components/list-edge.tsx";
import { DeliveryStateBadge } from "../../settings/destinations/_components/delivery-state.tsx";
import { serializeConsole } from "../../settings/destinations/search-params.ts";

/** An event is handed on within moments. */
const handedOnMs = 3_000;

interface EventStoryProps {
  workspace: string;
  eventId: string;
  mayManage: boolean;
}

/** Where an event went and what became of it there, or why it went nowhere. */
export function EventStory({ workspace, eventId, mayManage }: EventStoryProps) {
  const t = useTranslations("destinations.story");
  const trpc = useTRPC();
  const story = useQuery({
    ...trpc.deliveries.story.queryOptions({ workspace, eventId }),
    // Nothing tells of an event that is handed to nobody.
    refetchInterval: ({ state }) => state.data?.undelivered === "not_yet" && handedOnMs,
  });
  return (
    <section aria-labelledby="story-title" className="grid min-w-0 gap-2" data-testid="event-story">
      <div className="flex min-h-7 items-center justify-between gap-2">
        <h3 id="story-title" className="font-medium text-sm">
          {t("title")}
        </h3>
        {mayManage && <SendTo workspace={workspace} eventId={eventId} />}
      </div>
      {story.data ? (
        story.data.undelivered === null ? (
          <ul aria-label={t("list")} className="divide-y rounded-md border">
            {story.data.deliveries.map((delivery) => (
              <Delivery key={delivery.id} workspace={workspace} delivery={delivery} />
            ))}
          </ul>
        ) : (
          <Undelivered workspace={workspace} reason={story.data.undelivered} mayManage={mayManage} />
        )
      ) : story.error ? (
        <LoadError error={story.error} onRetry={() => void story.refetch()} isRetrying={story.isFetching} />
      ) : (
        <Skeleton className="h-10" />
      )}
    </section>
  );
}

function Delivery({ workspace, delivery }: { workspace: string; delivery: DeliveryView }) {
  const t = useTranslations("destinations.deliveries");
  const tDetail = useTranslations("destinations.detail");
  const { id, destination, state, attempts, isReplay, lastStatus, dueAt } = delivery;
  const console = `/w/${workspace}/settings/destinations/${destination.id}`;
  return (
    <li
      data-testid="story-delivery"
      data-state={state}
      className="relative flex flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-2 text-sm hover:bg-muted/60"
    >
      <Link
        href={serializeConsole(console, { delivery: id })}
        dir="auto"
        className="min-w-0 flex-1 truncate after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
      >
        {destination.name}
      </Link>
      <DeliveryStateBadge state={state} />
      <p className="flex w-full flex-wrap gap-x-2 text-muted-foreground text-xs">
        {isReplay && <span>{t("replayed")}</span>}
        <span className="tabular-nums">{t("attempts", { count: attempts })}</span>
        {lastStatus !== null && <span>{tDetail("status", { status: String(lastStatus) })}</span>}
        {state === "failed" && dueAt !== null && (
          <span>{t.rich("next", { time: () => <RelativeTime at={dueAt} /> })}</span>
        )}
      </p>
    </li>
  );
}

interface UndeliveredProps {
  workspace: string;
  reason: UndeliveredReason;
  mayManage: boolean;
}

function Undelivered({ workspace, reason, mayManage }: UndeliveredProps) {
  const t = useTranslations("destinations.story");
  const isFirst = reason === "no_destination";
  const path = `/w/${workspace}/settings/destinations`;
  return (
    <p className="text-pretty text-muted-foreground text-sm">
      {t(`none.${reason}`)}{" "}
      {reason !== "not_yet" && (mayManage || !isFirst) && (
        <Link
          href={isFirst ? `${path}/new` : path}
          className="whitespace-nowrap text-primary underline underline-offset-4"
        >
          {isFirst ? t("add") : t("open")}
        </Link>
      )}
    </p>
  );
}

/** Sends the event again, or to a destination that did not ask for it. */
function SendTo({ workspace, eventId }: { workspace: string; eventId: string }) {
  const t = useTranslations("destinations.story");
  const trpc = useTRPC();
  const { data: destinations = [] } = useQuery(trpc.destinations.list.queryOptions({ workspace }));
  const on = destinations.filter(({ disabled }) => disabled === null);
  const start = useMutation(trpc.replays.start.mutationOptions({ onError: useErrorToast() }));
  const send = (destinationId: string, name: string) =>
    start.mutate(
      { workspace, destinationId, selection: { kind: "events", eventIds: [eventId] } },
      { onSuccess: () => toast.success(t("againDone", { name })) },
    );
  if (on.length === 0) return null;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="outline" size="sm" loading={start.isPending} data-testid="send-to">
          <Repeat aria-hidden />
          {t("to")}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="max-h-72 overflow-y-auto">
        {on.map(({ id, name }) => (
          <DropdownMenuItem key={id} aria-label={t("again", { name })} onSelect={() => send(id, name)}>
            <span dir="auto">{name}</span>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
