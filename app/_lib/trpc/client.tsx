"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "#app/_lib/auth/confirm-dialog.tsx";
import type { AppRouter } from "#server/api/root.ts";
import { confirmLink } from "./confirm-link.ts";
import { TRPCProvider } from "./context.ts";
import { makeQueryClient } from "./query-client.ts";

export { useTRPC, useTRPCClient } from "./context.ts";

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
        confirmLink,
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
        <ConfirmDialog />
      </TRPCProvider>
    </QueryClientProvider>
  );
}
