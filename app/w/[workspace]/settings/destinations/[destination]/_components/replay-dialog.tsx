"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTimeZone, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import type { DestinationView } from "#server/destinations/schemas.ts";
import type { ReplayCount, ReplaySelectionInput } from "#server/replays/schemas.ts";
import { fieldOfInstant, instantOfField } from "../../../../_lib/snooze-times.ts";
import { defaultRate, RateField, rateOf } from "./rate-field.tsx";
import { type ReplayChoice, ReplayFields } from "./replay-fields.tsx";
import { ReplayWindow } from "./replay-window.tsx";
import { useDestinationChanged } from "./use-destination-changed.ts";

/** What somebody wants to send again when the dialog opens. */
export type ReplayWish = { kind: "choose" } | { kind: "events"; eventIds: string[] };

const hourMs = 60 * 60 * 1000;

interface ReplayDialogProps {
  workspace: string;
  destination: Pick<DestinationView, "id" | "name">;
  wish: ReplayWish;
  onClose: () => void;
  onStarted: () => void;
}

/** Says how many events would be sent again before any is. */
export function ReplayDialog({
  workspace,
  destination: { id, name },
  wish,
  onClose,
  onStarted,
}: ReplayDialogProps) {
  const t = useTranslations("destinations.replay");
  const tCommon = useTranslations("common");
  const zone = useTimeZone() ?? "UTC";
  const trpc = useTRPC();
  const eventIds = wish.kind === "events" ? wish.eventIds : null;
  const [choice, setChoice] = useState<ReplayChoice>(eventIds ? "selection" : "dead");
  const [since, setSince] = useState(() => fieldOfInstant(zone, Date.now() - hourMs));
  const [rate, setRate] = useState(defaultRate);
  const selection = selectionOf(choice, eventIds, instantOfField(zone, since));
  const input = selection && { workspace, destinationId: id, selection };
  const count = useQuery({
    ...trpc.replays.count.queryOptions(
      input ?? { workspace, destinationId: id, selection: { kind: "states", states: ["dead"] } },
    ),
    enabled: input !== null,
    // It is a promise of what will be sent now.
    staleTime: 0,
    retry: false,
  });
  const start = useMutation(
    trpc.replays.start.mutationOptions({
      onSuccess: () => {
        onStarted();
        onClose();
        toast.success(t("started"));
      },
      onSettled: useDestinationChanged(),
    }),
  );
  const ratePerSecond = rateOf(rate);
  const hasSome = (count.data?.total ?? 0) > 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (input && ratePerSecond !== null && hasSome && !start.isPending) {
      start.mutate({ ...input, ratePerSecond });
    }
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent data-testid="replay-dialog">
        <form onSubmit={submit} className="grid gap-4" noValidate>
          <DialogHeader>
            <DialogTitle>{t("title", { name })}</DialogTitle>
            <DialogDescription>{t("text")}</DialogDescription>
          </DialogHeader>
          <ReplayFields
            choice={choice}
            onChoice={setChoice}
            eventCount={eventIds?.length ?? null}
            since={since}
            onSince={setSince}
            hasSince={instantOfField(zone, since) !== null}
          />
          <ReplayWindow workspace={workspace} />
          <RateField value={rate} onChange={setRate} />
          <Forecast
            count={input === null ? null : (count.data ?? null)}
            isCounting={input !== null && count.isFetching}
            ratePerSecond={ratePerSecond}
          />
          <ErrorNotice error={start.error ?? count.error} />
          <DialogFooter>
            <DialogClose asChild>
              <Button variant="outline">{tCommon("cancel")}</Button>
            </DialogClose>
            <Button
              type="submit"
              loading={start.isPending}
              disabled={!hasSome || ratePerSecond === null}
              data-testid="start-replay"
            >
              {t("submit")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function selectionOf(
  choice: ReplayChoice,
  eventIds: string[] | null,
  sinceAt: number | null,
): ReplaySelectionInput | null {
  if (choice === "selection") return eventIds && { kind: "events", eventIds };
  if (choice === "since") {
    return sinceAt === null ? null : { kind: "since", since: new Date(sinceAt).toISOString() };
  }
  return { kind: "states", states: [choice] };
}

interface ForecastProps {
  count: ReplayCount | null;
  isCounting: boolean;
  ratePerSecond: number | null;
}

/** How many, and how long that takes. */
function Forecast({ count, isCounting, ratePerSecond }: ForecastProps) {
  const t = useTranslations("destinations.replay");
  const minutes = count && ratePerSecond !== null ? Math.round(count.total / ratePerSecond / 60) : null;
  return (
    <p role="status" className="min-h-5 text-pretty text-sm" data-testid="replay-count">
      {isCounting
        ? t("counting")
        : count && (
            <>
              {count.exact ? t("count", { count: count.total }) : t("countAtLeast", { count: count.total })}{" "}
              {count.total > 0 && minutes !== null && t("time", { minutes })}
            </>
          )}
    </p>
  );
}
