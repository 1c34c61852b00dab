"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "#app/_lib/trpc/client.tsx";
import type { BrowserView } from "#server/alerts/schemas.ts";
import { noteWorkspace, readOwnPush, subscribe, unsubscribe } from "./browser-push.ts";

const ownPushKey = ["own-push"];

export type PushState = "checking" | "unsupported" | "insecure" | "homeScreen" | "denied" | "off" | "on";

/** The user closed the browser's question without an answer. */
export class Dismissed extends Error {
  override name = "Dismissed";
}

/** This browser among those that the workspace pushes to. */
export function useOwnPush(workspace: string) {
  const trpc = useTRPC();
  const own = useQuery({ queryKey: ownPushKey, queryFn: readOwnPush, staleTime: 0 });
  const browsers = useQuery(trpc.alerts.browsers.queryOptions({ workspace }));
  const { sha256 } = own.data ?? {};
  const isOwn = (browser: BrowserView) => sha256 != null && browser.sha256 === sha256;
  const here = browsers.data?.find(isOwn) ?? null;
  return {
    state: stateOf(own.data, here, browsers.isPending),
    here,
    others: browsers.data?.filter((browser) => !isOwn(browser)) ?? [],
    error: browsers.error,
  };
}

type Own = Awaited<ReturnType<typeof readOwnPush>>;

function stateOf(own: Own | undefined, here: BrowserView | null, isPending: boolean): PushState {
  if (!own || isPending) return "checking";
  if (own.support !== "supported") return own.support;
  if (own.permission === "denied") return "denied";
  return own.permission === "granted" && here !== null && !here.isPaused ? "on" : "off";
}

/**
 * Turns pushes to this browser on and off. Turning on asks its user, so it follows a click; it gives false when they
 * say no.
 */
export function useSwitchPush(workspace: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const onSettled = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ownPushKey }),
      queryClient.invalidateQueries({ queryKey: trpc.alerts.browsers.queryKey({ workspace }) }),
    ]);
  const turnOn = useMutation({
    onSettled,
    async mutationFn(): Promise<boolean> {
      const permission = await Notification.requestPermission();
      if (permission === "denied") return false;
      if (permission === "default") throw new Dismissed();
      const { publicKey } = await client.alerts.pushKey.query({ workspace });
      const subscribed = await subscribe(publicKey);
      await client.alerts.addBrowser.mutate({ workspace, ...subscribed });
      await noteWorkspace(workspace, true);
      return true;
    },
  });
  const turnOff = useMutation({
    onSettled,
    async mutationFn(browserId: string) {
      await client.alerts.removeBrowser.mutate({ workspace, browserId });
      if ((await noteWorkspace(workspace, false)) === 0) await unsubscribe();
    },
  });
  return { turnOn, turnOff };
}
