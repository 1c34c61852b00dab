import { z } from "zod";
import {
  availableGroupSchema,
  groupMessagePageSchema,
  monitoredGroupSchema,
  waGroupCreatedSchema,
} from "./answers/groups.ts";
import { type Calls, unreadable } from "./call.ts";
import type { components } from "./generated/types.ts";
import type { Page } from "./messages.ts";
import { type ParticipantResult, readParticipants } from "./participants.ts";

export type MonitorMode = components["schemas"]["MonitorMode"];

type Monitoring = {
  name?: string;
  /** `first_message` when left out of a new one; `ai_analysis` needs the Pro plan. */
  monitorMode?: MonitorMode;
  /** Needed for the mode `keywords`. */
  monitorKeywords?: string[];
  monitorPrompt?: string;
  autoRespond?: boolean;
  responseTemplate?: string;
  autoLabelLeads?: boolean;
  leadLabelId?: string;
  webhookUrl?: string;
};

export type NewMonitoredGroup = Monitoring & { sessionId: string; waGroupId: string };

/** Null clears what may be empty. */
export type MonitoredGroupChange = Omit<
  Monitoring,
  "monitorPrompt" | "responseTemplate" | "leadLabelId" | "webhookUrl"
> & {
  monitorPrompt?: string | null;
  responseTemplate?: string | null;
  leadLabelId?: string | null;
  webhookUrl?: string | null;
  isActive?: boolean;
};

/** `participants` are phone numbers of 7 to 15 digits, with or without a plus. */
export type ParticipantsInput = { sessionId: string; waGroupId: string; participants: string[] };

export type NewWaGroup = { sessionId: string; name: string; participants: string[] };
export type WaGroup = { waGroupId: string; name: string; results: ParticipantResult[] };

export function groupCalls(calls: Calls) {
  return { ...monitoringCalls(calls), ...membershipCalls(calls) };
}

function monitoringCalls({ api, one, maybe, list }: Calls) {
  const at = (groupId: string) => ({ params: { path: { group_id: groupId } } });
  return {
    listMonitoredGroups: () =>
      list("listMonitoredGroups", monitoredGroupSchema, (init) => api.GET("/groups", init)),

    /** Throws `forbidden_plan` over the plan's number of groups or without its AI, `conflict` when it is monitored. */
    monitorGroup: ({ sessionId, waGroupId, ...monitoring }: NewMonitoredGroup) =>
      one("monitorGroup", monitoredGroupSchema, (init) =>
        api.POST("/groups", {
          ...init,
          body: {
            // The generated type asks for what the contract gives a default; left out, MoltFlow fills it in.
            monitor_mode: monitoring.monitorMode ?? "first_message",
            auto_respond: monitoring.autoRespond ?? false,
            auto_label_leads: monitoring.autoLabelLeads ?? false,
            name: monitoring.name,
            monitor_keywords: monitoring.monitorKeywords,
            monitor_prompt: monitoring.monitorPrompt,
            response_template: monitoring.responseTemplate,
            lead_label_id: monitoring.leadLabelId,
            webhook_url: monitoring.webhookUrl,
            session_id: sessionId,
            wa_group_id: waGroupId,
          },
        }),
      ),

    /** Every WhatsApp group the number is in. Throws `bad_state` unless the session works. */
    listAvailableGroups: (sessionId: string) =>
      list("listAvailableGroups", availableGroupSchema, (init) =>
        api.GET("/groups/available/{session_id}", { ...init, params: { path: { session_id: sessionId } } }),
      ),

    getMonitoredGroup: (groupId: string) =>
      one("getMonitoredGroup", monitoredGroupSchema, (init) =>
        api.GET("/groups/{group_id}", { ...init, ...at(groupId) }),
      ),

    updateMonitoredGroup: (groupId: string, change: MonitoredGroupChange) =>
      one("updateMonitoredGroup", monitoredGroupSchema, (init) =>
        api.PATCH("/groups/{group_id}", {
          ...init,
          ...at(groupId),
          body: {
            name: change.name,
            monitor_mode: change.monitorMode,
            monitor_keywords: change.monitorKeywords,
            monitor_prompt: change.monitorPrompt,
            auto_respond: change.autoRespond,
            response_template: change.responseTemplate,
            auto_label_leads: change.autoLabelLeads,
            lead_label_id: change.leadLabelId,
            webhook_url: change.webhookUrl,
            is_active: change.isActive,
          },
        }),
      ),

    /** The number stays in the group. */
    async unmonitorGroup(groupId: string): Promise<void> {
      await maybe("unmonitorGroup", z.unknown(), (init) =>
        api.DELETE("/groups/{group_id}", { ...init, ...at(groupId) }),
      );
    },

    listGroupMessages: (groupId: string, page: Page = {}) =>
      one("listGroupMessages", groupMessagePageSchema, (init) =>
        api.GET("/groups/{group_id}/messages", {
          ...init,
          params: { path: { group_id: groupId }, query: page },
        }),
      ),
  };
}

/** All four throw `forbidden_role` where the number is no admin of the group. */
function membershipCalls({ api, bytes, read }: Calls) {
  const request = ({ sessionId, waGroupId, participants }: ParticipantsInput) => ({
    params: { path: { wa_group_id: waGroupId } },
    body: { session_id: sessionId, participants },
  });
  return {
    /** `results` tell who is in and who could not be added. Throws `bad_state` unless the session works. */
    async createWaGroup(input: NewWaGroup): Promise<WaGroup> {
      const { sessionId, ...group } = input;
      const answer = await bytes("createWaGroup", (init) =>
        api.POST("/groups/create", { ...init, body: { session_id: sessionId, ...group } }),
      );
      const value = read("createWaGroup", answer);
      const created = waGroupCreatedSchema.safeParse(value);
      if (!created.success) throw unreadable("createWaGroup", answer);
      return { ...created.data, results: readParticipants(input.participants, value) };
    },

    /** One result for each number asked for, in that order; a number that fails does not keep the others out. */
    async addParticipants(input: ParticipantsInput): Promise<ParticipantResult[]> {
      const answer = await bytes("addParticipants", (init) =>
        api.POST("/groups/{wa_group_id}/participants/add", { ...init, ...request(input) }),
      );
      return readParticipants(input.participants, read("addParticipants", answer));
    },

    async removeParticipants(input: ParticipantsInput): Promise<ParticipantResult[]> {
      const answer = await bytes("removeParticipants", (init) =>
        api.POST("/groups/{wa_group_id}/participants/remove", { ...init, ...request(input) }),
      );
      return readParticipants(input.participants, read("removeParticipants", answer));
    },

    async promoteAdmins(input: ParticipantsInput): Promise<ParticipantResult[]> {
      const answer = await bytes("promoteAdmins", (init) =>
        api.POST("/groups/{wa_group_id}/admin/promote", { ...init, ...request(input) }),
      );
      return readParticipants(input.participants, read("promoteAdmins", answer));
    },

    async demoteAdmins(input: ParticipantsInput): Promise<ParticipantResult[]> {
      const answer = await bytes("demoteAdmins", (init) =>
        api.POST("/groups/{wa_group_id}/admin/demote", { ...init, ...request(input) }),
      );
      return readParticipants(input.participants, read("demoteAdmins", answer));
    },
  };
}
