"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { FrozenBadge, FrozenText } from "#app/_components/frozen-badge.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { RoleNote } from "../../../../_components/role-note.tsx";
import type { Access } from "../../../../_lib/access.ts";
import { BackLink } from "../../_components/back-link.tsx";
import { originOf } from "../../_components/destination-row.tsx";
import { HealthBadge, HealthText } from "../../_components/health.tsx";
import { SendTest } from "../../_components/send-test.tsx";
import { consoleParams } from "../../search-params.ts";
import { Actions } from "./actions.tsx";
import { type Chosen, Deliveries } from "./deliveries.tsx";
import { DeliverySheet } from "./delivery-sheet.tsx";
import { Figures } from "./figures.tsx";
import { Ledger } from "./ledger.tsx";
import { ReplayDialog, type ReplayWish } from "./replay-dialog.tsx";
import { Replays } from "./replays.tsx";
import { Settings } from "./settings.tsx";

interface ConsoleScreenProps {
  workspace: string;
  destinationId: string;
  access: Access;
  mayExport: boolean;
}

/** One destination: how it does, its account, and every delivery. */
export function ConsoleScreen({ workspace, destinationId, access, mayExport }: ConsoleScreenProps) {
  const t = useTranslations("destinations");
  const trpc = useTRPC();
  const input = { workspace, destinationId };
  const { data: destination } = useSuspenseQuery(trpc.destinations.get.queryOptions(input));
  const [params, setParams] = useQueryStates(consoleParams);
  const { data: console, isPlaceholderData } = useQuery({
    ...trpc.deliveries.console.queryOptions({ ...input, hours: params.hours }),
    placeholderData: (before) => before,
  });
  const [replay, setReplay] = useState<ReplayWish | null>(null);
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const { name, url, health, disabled } = destination;
  const isTrouble = health === "failing" || health === "paused" || health === "disabled";
  const isOwnDoing = disabled?.reason === "person" || disabled?.reason === "plan";
  // Nothing is sent to what is off.
  const mayReplay = access.mayManage && disabled === null;
  return (
    <>
      <PageHeader
        above={<BackLink href={`/w/${workspace}/settings/destinations`}>{t("title")}</BackLink>}
        title={
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span dir="auto">{name}</span>
            {destination.frozenAt === null ? <HealthBadge destination={destination} /> : <FrozenBadge />}
          </span>
        }
        description={
          <span className="font-mono text-xs [overflow-wrap:anywhere]" dir="ltr">
            {originOf(url)}
          </span>
        }
        actions={
          access.mayManage && (
            <Actions
              workspace={workspace}
              destination={destination}
              waiting={console?.ledger.waiting ?? 0}
              onReplay={() => setReplay({ kind: "choose" })}
            />
          )
        }
      />
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      {isTrouble && (
        <Callout tone={health === "failing" ? "warning" : isOwnDoing ? "neutral" : "danger"}>
          {destination.frozenAt === null ? (
            <HealthText destination={destination} />
          ) : (
            <FrozenText workspace={workspace} kind="destinations" />
          )}
        </Callout>
      )}
      {console && (
        <>
          <Figures
            console={console}
            hours={params.hours}
            onHours={(hours) => void setParams({ hours })}
            isOld={isPlaceholderData}
          />
          <Ledger ledger={console.ledger} />
        </>
      )}
      <Replays workspace={workspace} destinationId={destinationId} mayManage={access.mayManage} />
      {/* Above the list, which grows without end. */}
      <Settings workspace={workspace} destination={destination} />
      {access.mayManage && <SendTest workspace={workspace} destinationId={destinationId} />}
      <Deliveries
        workspace={workspace}
        destinationId={destinationId}
        state={params.state}
        onState={(state) => void setParams({ state }, { history: "push" })}
        onOpen={(delivery) => void setParams({ delivery }, { history: "push" })}
        chosen={chosen}
        onChoose={setChosen}
        onReplay={mayReplay ? setReplay : null}
        mayExport={mayExport}
      />
      <DeliverySheet
        workspace={workspace}
        deliveryId={params.delivery}
        onClose={() => void setParams({ delivery: null })}
        onReplay={
          mayReplay
            ? (eventId) => {
                void setParams({ delivery: null });
                setReplay({ kind: "events", eventIds: [eventId] });
              }
            : null
        }
      />
      {replay && (
        <ReplayDialog
          workspace={workspace}
          destination={destination}
          wish={replay}
          onClose={() => setReplay(null)}
          onStarted={() => setChosen(new Map())}
        />
      )}
    </>
  );
}
