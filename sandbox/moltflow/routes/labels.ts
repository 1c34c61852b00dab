import type { Handlers } from "../api.ts";
import { labelView } from "../views.ts";

export const labelHandlers: Handlers = {
  listLabels: ({ sandbox, tenant }) => ({
    status: 200,
    json: sandbox.store.labels.of(tenant.id).map(labelView),
  }),
};
