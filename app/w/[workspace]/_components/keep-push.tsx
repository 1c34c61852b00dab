"use client";

import { useEffect } from "react";
import { useTRPCClient } from "#app/_lib/trpc/client.tsx";
import { noteWorkspace, readOwnPush, subscribe } from "../_lib/push/browser-push.ts";

/**
 * A browser is pushed to while its session lasts. Once its member is back in it with another session, or its push
 * service gave it another address, it is told so here; who never turned notifications on is asked nothing.
 */
export function KeepPush({ workspace }: { workspace: string }) {
  const client = useTRPCClient();
  useEffect(() => {
    let isHere = true;
    const keep = async () => {
      const { permission, sha256 } = await readOwnPush();
      if (permission !== "granted" || sha256 === null || !isHere) return;
      const browsers = await client.alerts.browsers.query({ workspace });
      const here = browsers.find((browser) => browser.sha256 === sha256);
      if (!here || here.isOfThisSession || !isHere) return;
      const { publicKey } = await client.alerts.pushKey.query({ workspace });
      await client.alerts.addBrowser.mutate({ workspace, ...(await subscribe(publicKey)) });
      await noteWorkspace(workspace, true);
    };
    // No page waits for this, and the page of notifications shows how the browser stands.
    keep().catch((error: unknown) => console.warn("This browser's notifications were not renewed.", error));
    return () => {
      isHere = false;
    };
  }, [client, workspace]);
  return null;
}
