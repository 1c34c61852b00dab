"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { KeyValue } from "#app/_components/key-value.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { GroupView } from "#server/groups/schemas.ts";
import { RoleNote } from "../../../_components/role-note.tsx";
import { UpstreamRefusal } from "../../../_components/upstream-refusal.tsx";
import type { Access } from "../../../_lib/access.ts";
import { ModeLine } from "../../_components/mode-line.tsx";
import { monitoringOf, toChange, troubleWith } from "../../_components/monitoring.ts";
import { MonitoringFields } from "../../_components/monitoring-fields.tsx";
import { UnwatchGroup } from "./unwatch-group.tsx";

interface GroupSettingsProps {
  workspace: string;
  group: GroupView;
  access: Access;
  plan: string | null;
}

export function GroupSettings({ workspace, group, access, plan }: GroupSettingsProps) {
  const t = useTranslations("groups.settings");
  const tGroups = useTranslations("groups");
  const format = useFormatter();
  const facts = [
    { label: tGroups("columns.messages"), value: format.number(group.messagesProcessed ?? 0) },
    { label: tGroups("columns.leads"), value: format.number(group.leadsDetected ?? 0) },
    ...(group.createdAt
      ? [{ label: t("since"), value: format.dateTime(new Date(group.createdAt), { dateStyle: "medium" }) }]
      : []),
  ];
  return (
    <div className="grid gap-6">
      <KeyValue items={facts} />
      {access.mayManage ? (
        <>
          <PauseGroup workspace={workspace} group={group} />
          <MonitoringForm
            // Not for each message that is counted: what somebody has typed stays.
            key={JSON.stringify(monitoringOf(group))}
            workspace={workspace}
            group={group}
            plan={plan}
          />
          <UnwatchGroup workspace={workspace} group={group} />
        </>
      ) : (
        <>
          <ModeLine group={group} />
          <RoleNote roles={access.managers} text={(roles) => tGroups("readOnly", { roles })} />
        </>
      )}
    </div>
  );
}

function PauseGroup({ workspace, group }: { workspace: string; group: GroupView }) {
  const t = useTranslations("groups.settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorToast = useErrorToast();
  const pause = useMutation(
    trpc.groups.pause.mutationOptions({
      onSuccess: ({ isActive }) => toast.success(t(isActive ? "resumed" : "paused")),
      onError: errorToast,
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() }),
    }),
  );
  return (
    <section className="flex flex-wrap items-center justify-between gap-3 rounded-lg border bg-card p-4 shadow-xs">
      <p className="text-sm">{t(group.isActive ? "activeText" : "pausedText")}</p>
      <Button
        variant="outline"
        loading={pause.isPending}
        onClick={() => pause.mutate({ workspace, groupId: group.id, isActive: !group.isActive })}
      >
        {t(group.isActive ? "pause" : "resume")}
      </Button>
    </section>
  );
}

/** Made anew when MoltFlow tells of other settings. */
function MonitoringForm({ workspace, group, plan }: Omit<GroupSettingsProps, "access">) {
  const t = useTranslations("groups.settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [monitoring, setMonitoring] = useState(() => monitoringOf(group));
  const [isChecked, setIsChecked] = useState(false);
  const trouble = troubleWith(monitoring);
  const again = () => queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() });
  const save = useMutation(
    trpc.groups.change.mutationOptions({
      onSuccess: () => {
        toast.success(t("saved"));
        void again();
      },
    }),
  );
  const look = useMutation(
    trpc.groups.look.mutationOptions({
      onSuccess: () => {
        save.reset();
        void again();
      },
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    setIsChecked(true);
    if (Object.keys(trouble).length > 0 || save.isPending) return;
    save.mutate({ workspace, groupId: group.id, ...toChange(monitoring, group) });
  }

  const refusal = look.error ?? save.error;
  return (
    <form
      onSubmit={submit}
      className="grid gap-4 rounded-lg border bg-card p-4 shadow-xs"
      aria-label={t("form")}
      noValidate
    >
      <MonitoringFields
        workspace={workspace}
        value={monitoring}
        onChange={setMonitoring}
        trouble={isChecked ? trouble : {}}
        plan={plan}
      />
      {refusal && (
        <UpstreamRefusal
          error={refusal}
          onRecheck={() => look.mutate({ workspace, groupId: group.id })}
          rechecking={look.isPending}
        />
      )}
      <Button type="submit" className="justify-self-start" loading={save.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}
