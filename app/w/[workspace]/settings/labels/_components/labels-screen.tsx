"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { LabelSync, LabelView } from "#server/labels/schemas.ts";
import type { Fresh } from "#server/upstream/index.ts";
import { Freshness } from "../../../_components/freshness.tsx";
import { RoleNote } from "../../../_components/role-note.tsx";
import { UpstreamRefusal } from "../../../_components/upstream-refusal.tsx";
import type { Access } from "../../../_lib/access.ts";
import { useFreshLabels } from "../../../_lib/use-fresh-labels.ts";
import { BusinessNumbers } from "./business-numbers.tsx";
import { DeleteLabel } from "./delete-label.tsx";
import { LabelDialog } from "./label-dialog.tsx";
import { LabelList } from "./label-list.tsx";
import { NoLabels } from "./no-labels.tsx";
import { PushDialog } from "./push-dialog.tsx";

interface LabelsScreenProps {
  workspace: string;
  access: Access;
  connecting: Access;
}

/** What is open over the page; labels are named by their id, so that a dialog shows what is true by now. */
type Task = { kind: "new" } | { kind: "edit" | "delete" | "push"; labelId: string };

/** The labels of the MoltFlow account, how fresh they are, and what WhatsApp has of them. */
export function LabelsScreen({ workspace, access, connecting }: LabelsScreenProps) {
  const t = useTranslations("labels");
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.labels.list.queryOptions({ workspace }));
  const { connected, labels, sync, numbers } = data;
  const [task, setTask] = useState<Task | null>(null);
  const refresh = useRefresh(workspace);
  useFreshLabels(workspace, connected);
  const close = () => setTask(null);
  const mayMake = access.mayManage && connected;
  const isRefused = sync.state === "failed" && sync.failure !== null;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          mayMake && (
            <Button onClick={() => setTask({ kind: "new" })} data-testid="new-label">
              <Plus aria-hidden />
              {t("new")}
            </Button>
          )
        }
      />
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      {isRefused && (
        <UpstreamRefusal error={sync.failure} onRecheck={refresh.run} rechecking={refresh.isPending} />
      )}
      {labels.length === 0 ? (
        !isRefused && (
          <NoLabels
            workspace={workspace}
            connected={connected}
            isReading={sync.state === "running" || (connected && sync.state === "never")}
            access={access}
            connecting={connecting}
          />
        )
      ) : (
        <section className="grid gap-2">
          <SyncLine sync={sync} onRefresh={refresh.run} pending={refresh.isPending} />
          <LabelList
            workspace={workspace}
            labels={labels}
            mayManage={access.mayManage}
            onTask={(kind, { id }) => setTask({ kind, labelId: id })}
          />
        </section>
      )}
      {connected && (
        <BusinessNumbers
          workspace={workspace}
          numbers={numbers}
          labels={labels}
          mayManage={access.mayManage}
        />
      )}
      {task && <OpenTask workspace={workspace} task={task} data={data} onClose={close} />}
    </>
  );
}

function useRefresh(workspace: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.labels.refresh.mutationOptions({
      onError: useErrorToast(),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  return { run: () => mutate({ workspace, force: true }), isPending };
}

const toFresh = ({ state, finishedAt, failure, refreshAt }: LabelSync): Omit<Fresh<unknown>, "data"> => ({
  ...{ failure, refreshAt, fetchedAt: finishedAt },
  state: state === "running" ? "refreshing" : state === "failed" ? "failed" : "fresh",
});

interface SyncLineProps {
  sync: LabelSync;
  onRefresh: () => void;
  pending: boolean;
}

function SyncLine({ sync, onRefresh, pending }: SyncLineProps) {
  const t = useTranslations("labels");
  const { state, labelsDone, labelsTotal } = sync;
  return (
    <div className="flex flex-wrap items-center gap-x-3">
      <Freshness fresh={toFresh(sync)} onRefresh={onRefresh} pending={pending} />
      {state === "running" && labelsTotal > 0 && (
        <p className="text-muted-foreground text-xs tabular-nums">
          {t("progress", { done: labelsDone, total: labelsTotal })}
        </p>
      )}
    </div>
  );
}

interface OpenTaskProps {
  workspace: string;
  task: Task;
  data: { labels: LabelView[]; numbers: Parameters<typeof PushDialog>[0]["numbers"] };
  onClose: () => void;
}

function OpenTask({ workspace, task, data: { labels, numbers }, onClose }: OpenTaskProps) {
  const used = labels.map(({ color }) => color);
  if (task.kind === "new") {
    return <LabelDialog workspace={workspace} label="new" usedColors={used} onClose={onClose} />;
  }
  const label = labels.find(({ id }) => id === task.labelId);
  // Somebody else has deleted it meanwhile.
  if (!label) return null;
  if (task.kind === "edit") {
    return <LabelDialog workspace={workspace} label={label} usedColors={used} onClose={onClose} />;
  }
  if (task.kind === "push") {
    return <PushDialog workspace={workspace} label={label} numbers={numbers} onClose={onClose} />;
  }
  return <DeleteLabel workspace={workspace} label={label} onClose={onClose} />;
}
