import { createECDH } from "node:crypto";
import { systemDb } from "#db/client.ts";
import { pushBrowsers } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { seal } from "#server/vault/index.ts";
import type { Desk, DomainInputs } from "./define.ts";

const p256dh = createECDH("prime256v1").generateKeys("base64url");
const auth = Buffer.alloc(16, 1).toString("base64url");

/** A browser whose push service is not to be reached: the guard refuses its address. */
async function makeBrowser({ workspaceId, ownerId: userId }: Desk): Promise<string> {
  const id = newId();
  const subscription = { endpoint: `https://127.0.0.1:9/${id}`, keys: { p256dh, auth } };
  const sealedSubscription = await seal(
    { workspaceId, purpose: "push-browser", recordId: id },
    JSON.stringify(subscription),
  );
  await systemDb()
    .insert(pushBrowsers)
    .values({ workspaceId, id, userId, endpointHash: Buffer.from(id), sealedSubscription, label: "Chrome" });
  return id;
}

export const alerts: DomainInputs = async (desk) => ({
  "alerts.pushKey": {},
  "alerts.browsers": {},
  "alerts.addBrowser": {
    subscription: { endpoint: `https://1.1.1.1/push/${newId()}`, keys: { p256dh, auth } },
    userAgent: "Mozilla/5.0",
  },
  "alerts.testPush": { browserId: await makeBrowser(desk) },
  "alerts.removeBrowser": { browserId: await makeBrowser(desk) },
});
