import { syncCatalog } from "#server/billing/catalog.ts";
import { refreshBilling } from "#server/billing/index.ts";
import { type Command, workspaceNamed } from "./command.ts";

export const billingSync: Command = {
  about:
    "make Stripe's products, prices and portal what the plans say; or ask Stripe how one workspace stands",
  options: { workspace: { type: "string", about: "slug or id: only ask how it stands" } },
  async run(values) {
    if (values.workspace === undefined) return syncCatalog();
    const workspace = await workspaceNamed(values);
    const result = await refreshBilling(workspace.id, { kind: "operator" });
    return result ?? { outcome: "no_customer" };
  },
};
