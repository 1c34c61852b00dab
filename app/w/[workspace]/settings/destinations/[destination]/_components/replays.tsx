"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Pause, Play, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import type { ChangeReplayInput, ReplayView } from "#server/replays/schemas.ts";
import { useDestinationChanged } from "./use-destination-changed.ts";

/** More are of interest to nobody before they are asked for. */
const shownAtFirst = 3;

const tones: Record<ReplayView["state"], StatusTone> = {
  running: "info",
  paused: "warning",
  done: "success",
  cancelled: "neutral",
};

interface ReplaysProps {
  workspace: string;
  destinationId: string;
  mayManage: boolean;
}

/** What is being sent again, and how far that is. */
export function Replays({ workspace, destinationId, mayManage }: ReplaysProps) {
  const t = useTranslations("destinations.replay");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const { data: replays } = useQuery(trpc.replays.list.queryOptions({ workspace, destinationId }));
  const change = useMutation(trpc.replays.change.mutationOptions({ onSettled: useDestinationChanged() }));
  const [isAll, setIsAll] = useState(false);
  if (!replays || replays.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("list")}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-3">
        <ErrorNotice error={change.error} />
        <ul aria-label={t("list")} className="grid gap-4">
          {replays.slice(0, isAll ? undefined : shownAtFirst).map((replay) => (
            <Replay
              key={replay.id}
              replay={replay}
              busy={change.isPending}
              onChange={
                mayManage ? (action) => change.mutate({ workspace, replayId: replay.id, action }) : null
              }
            />
          ))}
        </ul>
        {replays.length > shownAtFirst && !isAll && (
          <Button variant="ghost" size="sm" className="justify-self-center" onClick={() => setIsAll(true)}>
            {tCommon("more")}
          </Button>
        )}
      </CardContent>
    </Card>
  );
}

interface ReplayProps {
  replay: ReplayView;
  busy: boolean;
  /** Null for readers. */
  onChange: ((action: ChangeReplayInput["action"]) => void) | null;
}

function Replay({ replay, busy, onChange }: ReplayProps) {
  const t = useTranslations("destinations.replay");
  const { kind, state, total, made, delivered, failed, ratePerSecond, createdBy, createdAt } = replay;
  const isOpen = state === "running" || state === "paused";
  // It was counted when it began: what came or went meanwhile must not show more than all of it.
  const all = Math.max(total, made);
  const left = all - made;
  const time = () => <RelativeTime at={createdAt} />;
  return (
    <li data-testid="replay-row" data-state={state} className="grid gap-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{t(`kind.${kind}`)}</span>
        <StatusBadge tone={tones[state]} pulse={state === "running"}>
          {t(state)}
        </StatusBadge>
        {isOpen && onChange && <Buttons state={state} busy={busy} onChange={onChange} />}
      </div>
      {isOpen && <Progress value={made} max={Math.max(all, 1)} aria-label={t(`kind.${kind}`)} />}
      <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-muted-foreground text-xs tabular-nums">
        <span>{t("progress", { made, total: all })}</span>
        <span>{t("outcome", { delivered, failed })}</span>
        {state === "running" && left > 0 && (
          <span>{t("left", { count: left, minutes: Math.round(left / ratePerSecond / 60) })}</span>
        )}
        <span>{t("pace", { count: ratePerSecond })}</span>
        <span>
          {createdBy === null ? t.rich("begun", { time }) : t.rich("by", { name: createdBy, time })}
        </span>
        {state === "running" && <span className="text-foreground">{t("safe")}</span>}
      </p>
    </li>
  );
}

type ButtonsProps = {
  state: ReplayView["state"];
  busy: boolean;
  onChange: (action: ChangeReplayInput["action"]) => void;
};

function Buttons({ state, busy, onChange }: ButtonsProps) {
  const t = useTranslations("destinations.replay");
  return (
    <span className="ms-auto flex gap-1.5">
      {state === "running" ? (
        <Button variant="outline" size="sm" disabled={busy} onClick={() => onChange("pause")}>
          <Pause aria-hidden />
          {t("pause")}
        </Button>
      ) : (
        <Button variant="outline" size="sm" disabled={busy} onClick={() => onChange("resume")}>
          <Play aria-hidden />
          {t("resume")}
        </Button>
      )}
      <Button variant="ghost" size="sm" disabled={busy} onClick={() => onChange("cancel")}>
        <X aria-hidden />
        {t("cancel")}
      </Button>
    </span>
  );
}
