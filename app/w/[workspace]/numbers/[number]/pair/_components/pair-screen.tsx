"use client";

import { useSuspenseQueries } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { Access } from "../../../../_lib/access.ts";
import { ActivePairing } from "./active-pairing.tsx";
import { PairDone } from "./pair-done.tsx";
import { PairEnded } from "./pair-ended.tsx";
import { PairIntro } from "./pair-intro.tsx";
import { PairingState } from "./pairing-state.tsx";
import { usePair } from "./use-pair.ts";

interface PairScreenProps {
  workspace: string;
  numberId: string;
  access: Access;
  /** Whether the reader is shown the code. */
  scanning: Access;
}

/** Shows the attempt that the worker walks; the live stream brings each new state. */
export function PairScreen({ workspace, numberId, access, scanning }: PairScreenProps) {
  const t = useTranslations("numbers");
  const trpc = useTRPC();
  const [{ data: number }, { data: pairing }] = useSuspenseQueries({
    queries: [
      trpc.numbers.get.queryOptions({ workspace, numberId }),
      trpc.numbers.pairing.queryOptions({ workspace, numberId }),
    ],
  });
  const pair = usePair(workspace, numberId);
  const isOpen = pairing !== null && pairing.endedAt === null;
  // An attempt of last week is history; one that ended before the reader's eyes has to say how.
  const [watchedId, setWatchedId] = useState(isOpen ? pairing.id : null);
  if (isOpen && watchedId !== pairing.id) setWatchedId(pairing.id);
  const watched = pairing && pairing.id === watchedId && pairing.failure !== "cancelled" ? pairing : null;
  const name = number.name || t("unnamed");

  const isLinked = watched ? watched.state === "connected" : number.status === "working";
  return (
    <div className="grid gap-4">
      <PairingState name={name} state={watched?.state ?? null} />
      {isLinked ? (
        <PairDone workspace={workspace} number={number} pairing={watched} />
      ) : isOpen ? (
        <ActivePairing
          workspace={workspace}
          name={name}
          pairing={pairing}
          mayManage={access.mayManage}
          scanning={scanning}
          isStartedHere={pair.data?.id === pairing.id}
        />
      ) : watched ? (
        <PairEnded workspace={workspace} pairing={watched} pair={pair} mayManage={access.mayManage} />
      ) : (
        <PairIntro name={name} access={access} pair={pair} />
      )}
    </div>
  );
}
