import { dehydrate, type FetchQueryOptions, HydrationBoundary, type QueryKey } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { cache, type ReactNode } from "react";
import { appRouter, createCaller } from "#server/api/root.ts";
import { CatchUp } from "../live/provider.tsx";
import { apiContext } from "./api-context.ts";
import { makeQueryClient } from "./query-client.ts";

const queryClient = cache(makeQueryClient);

/** Query options for `prefetch`, answered in this process. */
export const trpc = createTRPCOptionsProxy({ ctx: apiContext, router: appRouter, queryClient });

/** Calls procedures directly, for what the page itself needs. */
export const api = async () => createCaller(await apiContext());

const started = cache((): Promise<void>[] => []);
/** From when on what is read for this page may be older than what was said. */
const madeAtMs = cache(() => Date.now());

/** Starts a query on the server; `Hydrate` waits for it, so start all of a page's before. */
export function prefetch<Data, Failure, Selected, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): void {
  madeAtMs();
  started().push(queryClient().prefetchQuery(options));
}

/**
 * Hands prefetched queries to the client components inside. It waits for them: a query that arrived between the
 * server's rendering and the browser's would make the two differ. One that failed is asked again by the browser.
 */
export async function Hydrate({ children }: { children: ReactNode }) {
  const pageMadeAtMs = madeAtMs();
  await Promise.all(started());
  return (
    <>
      <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>
      {/* After it: its effect hands over what the browser knew an older state of. */}
      <CatchUp madeAtMs={pageMadeAtMs} />
    </>
  );
}
