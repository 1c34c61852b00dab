import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { settingsView } from "../views.ts";

const changes = z.object({
  allowed_numbers: z.array(z.string()).optional(),
  require_approval: z.boolean().optional(),
  ai_consent_enabled: z.boolean().optional(),
  chat_history_access_enabled: z.boolean().optional(),
});

function updateTenantSettings({ tenant, body }: Call) {
  const wanted = changes.parse(body);
  const { settings } = tenant;
  tenant.settings = {
    allowedNumbers:
      wanted.allowed_numbers?.map((number) => `+${number.replace(/^\+/, "")}`) ?? settings.allowedNumbers,
    requireApproval: wanted.require_approval ?? settings.requireApproval,
    aiConsentEnabled: wanted.ai_consent_enabled ?? settings.aiConsentEnabled,
    chatHistoryAccessEnabled: wanted.chat_history_access_enabled ?? settings.chatHistoryAccessEnabled,
  };
  return { status: 200, json: settingsView(tenant) };
}

export const tenantHandlers: Handlers = {
  getTenantSettings: ({ tenant }) => ({ status: 200, json: settingsView(tenant) }),
  updateTenantSettings,
};
