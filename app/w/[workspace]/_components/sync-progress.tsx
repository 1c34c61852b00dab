"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { History, Pause, Play, SearchCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import type { ChatSyncView } from "#server/chat-syncs/schemas.ts";
import { leftMinutes } from "./sync-time.ts";
import { UpstreamRefusal } from "./upstream-refusal.tsx";

type Acts = ReturnType<typeof useActs>;

function useActs(workspace: string, numberId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.chatSyncs.pathKey() });
  const start = useMutation(trpc.chatSyncs.start.mutationOptions({ onSettled }));
  const pause = useMutation(trpc.chatSyncs.pause.mutationOptions({ onSettled }));
  const resume = useMutation(trpc.chatSyncs.resume.mutationOptions({ onSettled }));
  const cancel = useMutation(trpc.chatSyncs.cancel.mutationOptions({ onSettled }));
  const reconcile = useMutation(trpc.chatSyncs.reconcile.mutationOptions({ onSettled }));
  const all = [start, pause, resume, cancel, reconcile];
  const input = { workspace, numberId };
  return {
    busy: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error)?.error ?? null,
    start: () => start.mutate(input),
    pause: () => pause.mutate(input),
    resume: () => resume.mutate(input),
    cancel: () => cancel.mutate(input),
    reconcile: () => reconcile.mutate(input),
  };
}

interface SyncProgressProps {
  workspace: string;
  numberId: string;
  /** Has `numbers.manage`: starts, pauses and ends the reading. */
  mayManage: boolean;
  /** Has `chats.work`: searches for missing messages. */
  mayWork: boolean;
}

/** How far a number's past has been read, what the last search for gaps found, and the buttons for both. */
export function SyncProgress({ workspace, numberId, mayManage, mayWork }: SyncProgressProps) {
  const t = useTranslations("budget.past");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.chatSyncs.list.queryOptions({ workspace }));
  const acts = useActs(workspace, numberId);
  const find = (kind: ChatSyncView["kind"]) =>
    data?.find((sync) => sync.numberId === numberId && sync.kind === kind) ?? null;
  if (!data) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-3 text-sm">
        <ErrorNotice error={acts.error} />
        <Backfill sync={find("backfill")} acts={acts} mayManage={mayManage} />
        <Gaps sync={find("reconcile")} acts={acts} mayWork={mayWork} />
      </CardContent>
    </Card>
  );
}

type BackfillProps = { sync: ChatSyncView | null; acts: Acts; mayManage: boolean };

function Backfill({ sync, acts, mayManage }: BackfillProps) {
  const t = useTranslations("budget.past");
  if (sync?.state === "failed" && sync.failure) {
    return <UpstreamRefusal error={reasonOf(sync.failure)} onRecheck={acts.resume} rechecking={acts.busy} />;
  }
  if (sync && ["waiting", "running", "paused"].includes(sync.state)) {
    return <Reading sync={sync} acts={acts} mayManage={mayManage} />;
  }
  const { chatsDone: chats = 0, messagesFound: messages = 0 } = sync ?? {};
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-pretty text-muted-foreground">
        {sync === null && t("none")}
        {sync?.state === "done" && t("done", { chats, messages })}
        {sync?.state === "cancelled" && t("cancelled", { messages })}{" "}
        {sync?.finishedAt && <RelativeTime at={sync.finishedAt} />}
      </p>
      {mayManage && (
        <Button size="sm" variant="outline" loading={acts.busy} onClick={acts.start}>
          <History aria-hidden />
          {sync === null ? t("start") : t("again")}
        </Button>
      )}
    </div>
  );
}

/** A stored failure as the reason that its explanation is found by. */
function reasonOf(failure: string): string {
  if (failure === "connection_missing") return "connection.missing";
  return failure === "number_removed" ? "number.not_found" : `moltflow.${failure}`;
}

function Reading({ sync, acts, mayManage }: BackfillProps & { sync: ChatSyncView }) {
  const t = useTranslations("budget.past");
  const { chatsTotal: total, chatsDone: done, messagesFound: messages, state } = sync;
  const left = state === "paused" ? null : leftMinutes(sync, Date.now());
  return (
    <div className="grid gap-2">
      <Progress
        value={total === null ? null : done}
        max={Math.max(total ?? 1, 1)}
        aria-label={t("meter", { number: sync.numberName })}
      />
      <p role="status" className="flex flex-wrap gap-x-2 text-muted-foreground tabular-nums">
        <span>{total === null ? t("counting") : t("progress", { done, total })}</span>
        <span>· {t("found", { messages })}</span>
        {state === "paused" && <span>· {t("paused")}</span>}
        {left && <span>· {t("left", left)}</span>}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {mayManage && (
          <>
            {state === "paused" ? (
              <Button size="sm" variant="outline" loading={acts.busy} onClick={acts.resume}>
                <Play aria-hidden />
                {t("resume")}
              </Button>
            ) : (
              <Button size="sm" variant="outline" loading={acts.busy} onClick={acts.pause}>
                <Pause aria-hidden />
                {t("pause")}
              </Button>
            )}
            <Button size="sm" variant="ghost" disabled={acts.busy} onClick={acts.cancel}>
              <X aria-hidden />
              {t("cancel")}
            </Button>
          </>
        )}
        <span className="text-muted-foreground text-xs">{t("safe")}</span>
      </div>
    </div>
  );
}

function Gaps({ sync, acts, mayWork }: { sync: ChatSyncView | null; acts: Acts; mayWork: boolean }) {
  const t = useTranslations("budget.past");
  const isSearching = sync?.state === "waiting" || sync?.state === "running";
  if (!sync && !mayWork) return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t pt-3">
      <p role="status" className="text-muted-foreground">
        {isSearching && t("searching")}
        {sync?.state === "done" && t("recovered", { messages: sync.messagesFound })}{" "}
        {sync?.finishedAt && !isSearching && (
          <>
            · {t("searchedAt")} <RelativeTime at={sync.finishedAt} />
          </>
        )}
      </p>
      {mayWork && (
        <Button size="sm" variant="ghost" disabled={isSearching || acts.busy} onClick={acts.reconcile}>
          <SearchCheck aria-hidden />
          {t("gaps")}
        </Button>
      )}
    </div>
  );
}
