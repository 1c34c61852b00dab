"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { frameOf } from "./frame.ts";

/** Has the server make the frame again once somebody changed what it shows; `shown` is what it shows now. */
export function FreshFrame({ workspace, shown }: { workspace: string; shown: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const { data } = useQuery(trpc.workspaces.get.queryOptions({ workspace }));
  const present = data ? frameOf(data) : shown;
  useEffect(() => {
    if (present !== shown) router.refresh();
  }, [present, shown, router]);
  return null;
}
