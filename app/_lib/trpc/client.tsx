"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "#server/api/root.ts";
import { makeQueryClient } from "./query-client.ts";

const context = createTRPCContext<AppRouter>();
const { TRPCProvider } = context;
export const { useTRPC, useTRPCClient } = context;

let browserClient: QueryClient | undefined;

/** One cache a tab; the server makes one for each render so that people never share. */
function queryClientOfThisSide(): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  browserClient ??= makeQueryClient();
  return browserClient;
}

const url = "/api/trpc";

/** Gives client components `useTRPC()`; mounted once by the workspace's layout. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const queryClient = queryClientOfThisSide();
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url }),
          false: httpBatchLink({ url, maxItems: 20 }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
