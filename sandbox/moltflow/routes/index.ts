import type { Handlers } from "../api.ts";
import { apiKeyHandlers } from "./api-keys.ts";
import { billingHandlers } from "./billing.ts";
import { gdprHandlers } from "./gdpr.ts";
import { groupHandlers } from "./groups.ts";
import { labelHandlers } from "./labels.ts";
import { messageHandlers } from "./messages.ts";
import { participantHandlers } from "./participants.ts";
import { sessionHandlers } from "./sessions.ts";
import { tenantHandlers } from "./tenant.ts";
import { usageHandlers } from "./usage.ts";
import { userHandlers } from "./users.ts";
import { webhookHandlers } from "./webhooks.ts";

/** The served operations, by operationId. */
export const handlers: Handlers = {
  ...sessionHandlers,
  ...messageHandlers,
  ...webhookHandlers,
  ...userHandlers,
  ...apiKeyHandlers,
  ...billingHandlers,
  ...usageHandlers,
  ...tenantHandlers,
  ...groupHandlers,
  ...participantHandlers,
  ...labelHandlers,
  ...gdprHandlers,
};
