"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { changesOf, type DestinationEntries, entriesOf } from "../entries.ts";
import { BackLink } from "./back-link.tsx";
import { DestinationForm } from "./destination-form.tsx";

interface EditDestinationProps {
  workspace: string;
  destinationId: string;
}

export function EditDestination({ workspace, destinationId }: EditDestinationProps) {
  const t = useTranslations("destinations");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery(trpc.destinations.get.queryOptions({ workspace, destinationId }));
  // The form goes by what it showed at first: a change of others must not count as this person's.
  const [destination] = useState(data);
  const console = `/w/${workspace}/settings/destinations/${destinationId}`;
  const change = useMutation(
    trpc.destinations.change.mutationOptions({
      onSuccess: () => {
        toast.success(t("form.saved"));
        router.push(console);
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.destinations.pathKey() }),
    }),
  );
  const save = (entries: DestinationEntries) =>
    change.mutate({ workspace, destinationId, ...changesOf(destination, entries) });
  return (
    <>
      <PageHeader
        above={<BackLink href={console}>{destination.name}</BackLink>}
        title={t("form.editTitle", { name: destination.name })}
        description={t("form.editText")}
      />
      <DestinationForm
        workspace={workspace}
        initial={entriesOf(destination)}
        headerNames={destination.headerNames}
        onSave={save}
        error={change.error}
        pending={change.isPending}
      />
    </>
  );
}
