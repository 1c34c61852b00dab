import { QueryClient } from "@tanstack/react-query";
import { errorKind } from "#app/_lib/errors/api-error.ts";

/** Once, for a line that broke off; asking a limiter again would only use up what is left. */
const retry = (failures: number, error: unknown) => failures < 1 && errorKind(error) !== "limited";

/** Settings that server and browser share; live nudges invalidate, so nothing refetches on its own. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 60_000, refetchOnWindowFocus: false, retry },
      mutations: { retry: false },
    },
  });
}
