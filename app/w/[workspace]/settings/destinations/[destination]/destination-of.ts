import { cache } from "react";
import { api } from "#app/_lib/trpc/server.tsx";
import { orNotFound } from "../../../_lib/access.ts";

/** The destination of the address, read once for the page and its title; shows the 404 page for one that is not there. */
export const destinationOf = cache(async (workspace: string, destinationId: string) => {
  const caller = await api();
  return orNotFound(caller.destinations.get({ workspace, destinationId }));
});
