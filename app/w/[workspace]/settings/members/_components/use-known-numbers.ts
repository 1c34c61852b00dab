"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { Restrictions } from "#server/members/roles.ts";

/** Gives a function that drops numbers which are gone from restrictions, as the server would refuse them. */
export function useKnownNumbers(workspace: string): (restrictions: Restrictions) => Restrictions {
  const trpc = useTRPC();
  const { data: numbers } = useSuspenseQuery(trpc.numbers.list.queryOptions({ workspace }));
  const known = new Set(numbers.map(({ id }) => id));
  return (restrictions) => ({
    ...restrictions,
    onlyNumbers: restrictions.onlyNumbers?.filter((id) => known.has(id)) ?? null,
  });
}
