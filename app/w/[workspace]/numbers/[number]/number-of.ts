import { cache } from "react";
import { api } from "#app/_lib/trpc/server.tsx";
import { orNotFound } from "../../_lib/access.ts";

/** The number that a page is about, read once a request; shows the 404 page for one that is not there. */
export const numberOf = cache(async (workspace: string, numberId: string) => {
  const caller = await api();
  return orNotFound(caller.numbers.get({ workspace, numberId }));
});
