"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Cable } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import type { Access } from "../../../_lib/access.ts";
import { ConnectDone } from "./connect-done.tsx";
import { ConnectSteps } from "./connect-steps.tsx";
import { KeyForm } from "./key-form.tsx";
import { NumberChoice } from "./number-choice.tsx";
import { Overview } from "./overview.tsx";
import { SandboxOffer } from "./sandbox-offer.tsx";

/** What a manager is in the middle of; the rest follows from the connection itself. */
type Task = "replace-key" | "change-numbers" | "finish" | null;

/** Connected, but nobody has chosen numbers yet: also after a reload in the middle of the set-up. */
const awaitsNumbers = ({ webhook, numbers }: ConnectionView) =>
  webhook === "missing" && !numbers.some((number) => number.allowed);

export function ConnectionScreen({ workspace, access }: { workspace: string; access: Access }) {
  const trpc = useTRPC();
  const { data: connection } = useSuspenseQuery(trpc.connection.get.queryOptions({ workspace }));
  const [task, setTask] = useState<Task>(null);

  if (!access.mayManage) {
    return connection ? (
      <Overview workspace={workspace} access={access} connection={connection} />
    ) : (
      <NotConnected access={access} />
    );
  }
  if (!connection) {
    return (
      <ConnectSteps current="key">
        <KeyForm workspace={workspace} onConnected={() => setTask(null)} />
        <SandboxOffer workspace={workspace} />
      </ConnectSteps>
    );
  }
  if (task === "finish") {
    return (
      <ConnectSteps current="done">
        <ConnectDone workspace={workspace} connection={connection} onOverview={() => setTask(null)} />
      </ConnectSteps>
    );
  }
  if (awaitsNumbers(connection)) {
    return (
      <ConnectSteps current="numbers">
        <NumberChoice workspace={workspace} connection={connection} onSaved={() => setTask("finish")} />
      </ConnectSteps>
    );
  }
  const close = () => setTask(null);
  if (task === "replace-key") return <KeyForm workspace={workspace} onConnected={close} onCancel={close} />;
  if (task === "change-numbers") {
    return <NumberChoice workspace={workspace} connection={connection} onSaved={close} onCancel={close} />;
  }
  return (
    <Overview
      workspace={workspace}
      access={access}
      connection={connection}
      onReplaceKey={() => setTask("replace-key")}
      onChangeNumbers={() => setTask("change-numbers")}
    />
  );
}

function NotConnected({ access }: { access: Access }) {
  const t = useTranslations("connection.notConnected");
  const roleNames = useRoleNames();
  return (
    <EmptyState icon={<Cable />} title={t("title")} text={t("text", { roles: roleNames(access.managers) })} />
  );
}
