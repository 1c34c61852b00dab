"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { PeopleAct, PersonResult } from "#server/groups/schemas.ts";

type Input = { workspace: string; groupId: string; people: string[] };

/** The four things that can be done with people of a group, one at a time. */
export function useChangePeople() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = { onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() }) };
  const acts = {
    add: useMutation(trpc.groups.addPeople.mutationOptions(options)),
    remove: useMutation(trpc.groups.removePeople.mutationOptions(options)),
    promote: useMutation(trpc.groups.promote.mutationOptions(options)),
    demote: useMutation(trpc.groups.demote.mutationOptions(options)),
  };
  const all = Object.values(acts);
  const reset = () => {
    for (const act of all) act.reset();
  };
  return {
    isPending: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error ?? null,
    reset,
    send(act: PeopleAct, input: Input, onResults: (results: PersonResult[]) => void) {
      reset();
      acts[act].mutate(input, { onSuccess: ({ results }) => onResults(results) });
    },
  };
}
