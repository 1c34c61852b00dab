"use client";

import { FilterX, PackageOpen, Repeat, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { DeliveryState } from "#server/deliveries/schemas.ts";
import { ExportMenu } from "../../../../_components/export-menu.tsx";
import { LoadError } from "../../../../_components/list-edge.tsx";
import { VirtualList } from "../../../../_components/virtual-list.tsx";
import { deliveryStates } from "../../search-params.ts";
import { DeliveryRow } from "./delivery-row.tsx";
import type { ReplayWish } from "./replay-dialog.tsx";
import { useDeliveryList } from "./use-delivery-list.ts";

/** Radix has no empty value. */
const any = "*";
const estimatedRowPx = 52;

/** The event of each chosen delivery. */
export type Chosen = ReadonlyMap<string, string>;

interface DeliveriesProps {
  workspace: string;
  destinationId: string;
  state: DeliveryState | null;
  onState: (state: DeliveryState | null) => void;
  onOpen: (deliveryId: string) => void;
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
  /** Null for readers, who choose nothing. */
  onReplay: ((wish: ReplayWish) => void) | null;
  mayExport: boolean;
}

/** Every delivery of a destination, the newest first, kept fresh. */
export function Deliveries({
  workspace,
  destinationId,
  state,
  onState,
  onOpen,
  chosen,
  onChoose,
  onReplay,
  mayExport,
}: DeliveriesProps) {
  const t = useTranslations("destinations.deliveries");
  const tExport = useTranslations("destinations.export");
  const asked = new URLSearchParams({ destinationId, ...(state !== null && { state }) });
  const list = useDeliveryList({ workspace, destinationId, state });
  function toggle(id: string, eventId: string) {
    const next = new Map(chosen);
    if (!next.delete(id)) next.set(id, eventId);
    onChoose(next);
  }
  return (
    <section aria-labelledby="deliveries-title" className="grid min-w-0 gap-3">
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <h2 id="deliveries-title" className="me-auto font-semibold text-sm">
          {t("title")}
        </h2>
        {onReplay && chosen.size > 0 && (
          <ChosenOnes
            count={chosen.size}
            onClear={() => onChoose(new Map())}
            onReplay={() => onReplay({ kind: "events", eventIds: [...new Set(chosen.values())] })}
          />
        )}
        <StateFilter state={state} onState={onState} />
        {mayExport && (
          <ExportMenu
            href={`/w/${workspace}/settings/destinations/export?${asked}`}
            words={{
              ...{ action: tExport("action"), hint: tExport("hint") },
              ...{ csv: tExport("csv"), json: tExport("json") },
            }}
          />
        )}
      </div>
      {list.error && <LoadError error={list.error} onRetry={list.retry} />}
      {list.rows.length === 0 ? (
        <NoRows isLoading={list.isLoading} hasFailed={list.error !== null} state={state} onState={onState} />
      ) : (
        <Card className={cn("gap-0 overflow-hidden py-0 transition-opacity", list.isOld && "opacity-60")}>
          <VirtualList
            rows={list.rows}
            keyOf={({ id }) => id}
            label={t("list")}
            estimatedRowPx={estimatedRowPx}
            renderRow={(delivery) => (
              <DeliveryRow
                delivery={delivery}
                onOpen={() => onOpen(delivery.id)}
                isChosen={chosen.has(delivery.id)}
                onToggle={onReplay && (() => toggle(delivery.id, delivery.eventId))}
              />
            )}
          >
            <div className="flex justify-center border-t p-2 text-muted-foreground text-xs">
              {list.hasOlder ? (
                <Button variant="ghost" size="sm" loading={list.isLoadingOlder} onClick={list.loadOlder}>
                  {t("more")}
                </Button>
              ) : (
                <p>{t("end")}</p>
              )}
            </div>
          </VirtualList>
        </Card>
      )}
    </section>
  );
}

function ChosenOnes({
  count,
  onClear,
  onReplay,
}: {
  count: number;
  onClear: () => void;
  onReplay: () => void;
}) {
  const t = useTranslations("destinations.deliveries");
  return (
    <div className="flex items-center gap-1.5">
      <span role="status" className="text-muted-foreground text-xs">
        {t("selected", { count })}
      </span>
      <Button size="sm" onClick={onReplay} data-testid="replay-chosen">
        <Repeat aria-hidden />
        {t("replaySelected")}
      </Button>
      <Button variant="ghost" size="icon-sm" aria-label={t("clearSelection")} onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}

function StateFilter({ state, onState }: Pick<DeliveriesProps, "state" | "onState">) {
  const t = useTranslations("destinations.deliveries");
  const tState = useTranslations("destinations.state");
  return (
    <Select
      value={state ?? any}
      onValueChange={(value) => onState(deliveryStates.find((known) => known === value) ?? null)}
    >
      <SelectTrigger
        aria-label={t("filter")}
        data-testid="filter-state"
        className={cn(
          "w-auto border-border shadow-none md:text-xs",
          state !== null && "border-primary/50 bg-primary/8 font-medium text-primary",
        )}
      >
        {/* Named here too: radix knows the text only in the browser, and what stands beside it would jump. */}
        <SelectValue>{state === null ? t("all") : tState(state)}</SelectValue>
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={any}>{t("all")}</SelectItem>
        {deliveryStates.map((known) => (
          <SelectItem key={known} value={known}>
            {tState(known)}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

type NoRowsProps = Pick<DeliveriesProps, "state" | "onState"> & { isLoading: boolean; hasFailed: boolean };

function NoRows({ isLoading, hasFailed, state, onState }: NoRowsProps) {
  const t = useTranslations("destinations.deliveries");
  if (hasFailed) return null;
  if (isLoading) return <Skeleton className="h-64 rounded-lg" />;
  if (state === null) {
    return <EmptyState icon={<PackageOpen />} title={t("empty")} text={t("emptyText")} />;
  }
  return (
    <EmptyState
      icon={<FilterX />}
      title={t("emptyFiltered")}
      text={t("emptyText")}
      action={
        <Button variant="outline" onClick={() => onState(null)}>
          {t("clear")}
        </Button>
      }
    />
  );
}
