import { QueryClient } from "@tanstack/react-query";

/** Settings that server and browser share; live nudges invalidate, so nothing refetches on its own. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 60_000, refetchOnWindowFocus: false, retry: 1 },
      mutations: { retry: false },
    },
  });
}
