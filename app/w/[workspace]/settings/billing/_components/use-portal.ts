"use client";

import { useMutation } from "@tanstack/react-query";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { PortalFlow } from "#server/billing/schemas.ts";

/** Leads to Stripe's own pages of the subscription. */
export function usePortal(workspace: string) {
  const trpc = useTRPC();
  const onError = useErrorToast();
  const portal = useMutation(
    trpc.billing.portal.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url), onError }),
  );
  return {
    open: (flow: PortalFlow) => portal.mutate({ workspace, flow }),
    // The page goes away next; until then nothing else may be pressed.
    isOpening: portal.isPending || portal.isSuccess,
  };
}
