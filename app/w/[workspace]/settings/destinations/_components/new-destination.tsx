"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { type DestinationEntries, inputOf, newDestination } from "../entries.ts";
import { BackLink } from "./back-link.tsx";
import { Created } from "./created.tsx";
import { DestinationForm } from "./destination-form.tsx";

type Made = { id: string; secret: string; entries: DestinationEntries };

/** Asks for a destination, then shows its secret. */
export function NewDestination({ workspace }: { workspace: string }) {
  const t = useTranslations("destinations");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [made, setMade] = useState<Made | null>(null);
  const create = useMutation(
    trpc.destinations.create.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.destinations.pathKey() }),
    }),
  );
  const save = (entries: DestinationEntries) =>
    create.mutate(
      { workspace, ...inputOf(entries) },
      { onSuccess: ({ id, secret }) => setMade({ id, secret, entries }) },
    );
  const back = <BackLink href={`/w/${workspace}/settings/destinations`}>{t("title")}</BackLink>;
  if (made) return <Created workspace={workspace} {...made} above={back} />;
  return (
    <>
      <PageHeader above={back} title={t("form.newTitle")} description={t("form.newText")} />
      <DestinationForm
        workspace={workspace}
        initial={newDestination}
        headerNames={null}
        onSave={save}
        error={create.error}
        pending={create.isPending}
      />
    </>
  );
}
