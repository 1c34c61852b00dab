import { inTenant } from "#db/tenant.ts";
import { newId } from "#server/core/ids.ts";
import { createLabel } from "#server/labels/create-label.ts";
import { listLabels } from "#server/labels/reads.ts";
import { createWebhook } from "#server/webhooks/create-webhook.ts";
import { listWebhooks } from "#server/webhooks/list-webhooks.ts";
import type { Desk, DomainInputs } from "./define.ts";

const operator = { kind: "operator" } as const;

async function labelOf({ workspaceId }: Desk) {
  const { labels: known } = await inTenant(workspaceId, (tx) => listLabels(tx, workspaceId));
  return known[0] ?? createLabel(workspaceId, { name: "Canary", color: "#2e86ab" }, operator);
}

export const labels: DomainInputs = async (desk) => {
  const { numberId, chat } = desk;
  const { id: labelId, name, color } = await labelOf(desk);
  return {
    "labels.list": {},
    "labels.refresh": {},
    "labels.get": { labelId },
    "labels.ofChat": { chat },
    "labels.recheckChat": { chat },
    "labels.setOnChat": { chat, addIds: [labelId], removeIds: [labelId] },
    "labels.create": { name: `Canary ${newId()}`, color: "#ff6b35" },
    "labels.change": { labelId, description: "Sings", seen: { name, color } },
    "labels.checkBusiness": { numberId },
    "labels.push": { labelId, numberId },
    "labels.import": { numberId },
    "labels.delete": { labelId },
  };
};

/** The port that is open nowhere: nothing is ever delivered. */
const url = "http://127.0.0.1:9/hook";

async function webhookOf({ workspaceId }: Desk): Promise<string> {
  const { data } = await listWebhooks(workspaceId, operator);
  const known = data?.find(({ owner }) => owner === "team");
  if (known) return known.id;
  const input = { name: "Canary", url, events: ["message.received" as const] };
  return (await createWebhook(workspaceId, input, operator)).webhook.id;
}

export const webhooks: DomainInputs = async (desk) => {
  const webhookId = await webhookOf(desk);
  return {
    "webhooks.list": {},
    "webhooks.refresh": {},
    "webhooks.get": { webhookId },
    "webhooks.create": { name: "Second", url, events: ["message.received"] },
    "webhooks.change": { webhookId, name: "Canary" },
    "webhooks.test": { webhookId },
    "webhooks.delete": { webhookId },
  };
};
