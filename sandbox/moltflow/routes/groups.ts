import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import type { Monitor } from "../store.ts";
import {
  availableGroupView,
  groupMessageView,
  isMonitored,
  type MonitoredGroup,
  monitoredGroupView,
  page,
} from "../views.ts";
import { refuseWebhookUrl } from "../webhook-url.ts";
import { pageQuery, sessionOf, workingSession } from "./finders.ts";

const mode = z.enum(["all", "keywords", "mentions", "first_message", "ai_analysis"]);
const changes = z.object({
  name: z.string().optional(),
  monitor_mode: mode.optional(),
  monitor_keywords: z.array(z.string()).optional(),
  monitor_prompt: z.string().nullish(),
  auto_respond: z.boolean().optional(),
  response_template: z.string().nullish(),
  auto_label_leads: z.boolean().optional(),
  lead_label_id: z.string().nullish(),
  webhook_url: z.string().nullish(),
  is_active: z.boolean().optional(),
});
const creation = changes.extend({ session_id: z.string(), wa_group_id: z.string(), monitor_mode: mode });

const nothingWatched: Monitor = {
  mode: "first_message",
  keywords: [],
  prompt: null,
  autoRespond: false,
  responseTemplate: null,
  autoLabelLeads: false,
  leadLabelId: null,
  webhookUrl: null,
  isActive: true,
};

function monitoredGroupOf(call: Call): MonitoredGroup {
  const group = call.sandbox.store.groups.getOf(call.tenant.id, call.param("group_id"));
  if (!group || !isMonitored(group)) throw new ApiError(404, "Group not found");
  return group;
}

/** Undefined leaves a thing as it is, null clears it. */
function changed(before: Monitor, body: z.infer<typeof changes>): Monitor {
  const or = <T>(wanted: T | undefined, kept: T): T => (wanted === undefined ? kept : wanted);
  return {
    mode: or(body.monitor_mode, before.mode),
    keywords: or(body.monitor_keywords, before.keywords),
    prompt: or(body.monitor_prompt, before.prompt),
    autoRespond: or(body.auto_respond, before.autoRespond),
    responseTemplate: or(body.response_template, before.responseTemplate),
    autoLabelLeads: or(body.auto_label_leads, before.autoLabelLeads),
    leadLabelId: or(body.lead_label_id, before.leadLabelId),
    webhookUrl: or(body.webhook_url, before.webhookUrl),
    isActive: or(body.is_active, before.isActive),
  };
}

/** What the contract's schema cannot say: keywords, the plan's AI, a label and an address that exist. */
function requirePossible(call: Call, monitor: Monitor): void {
  const { sandbox, tenant } = call;
  if (monitor.mode === "keywords" && monitor.keywords.length === 0) {
    throw new ApiError(422, [{ loc: ["body", "monitor_keywords"], msg: "Field required", type: "missing" }]);
  }
  if (monitor.mode === "ai_analysis" && !sandbox.contract.plans[tenant.plan].ai) {
    throw new ApiError(403, `The ${tenant.plan} plan has no AI analysis. Upgrade to Pro.`);
  }
  if (monitor.leadLabelId && !sandbox.store.labels.getOf(tenant.id, monitor.leadLabelId)) {
    throw new ApiError(400, `Unknown label: ${monitor.leadLabelId}`);
  }
  const refusal = monitor.webhookUrl && refuseWebhookUrl(monitor.webhookUrl, sandbox.allowPrivateUrls);
  if (refusal) throw new ApiError(400, refusal);
}

function requireRoom({ sandbox, tenant }: Call): void {
  const allowed = sandbox.contract.plans[tenant.plan].monitored_groups;
  if (sandbox.store.groups.of(tenant.id).filter(isMonitored).length >= allowed) {
    throw new ApiError(403, `Plan limit reached: the ${tenant.plan} plan allows ${allowed} monitored groups`);
  }
}

function monitorGroup(call: Call) {
  const body = creation.parse(call.body);
  const session = workingSession(call, body.session_id);
  const group = call.sandbox.store.groups.find(
    (row) => row.sessionId === session.id && row.jid === body.wa_group_id,
  );
  if (!group) throw new ApiError(400, "The session is not in this group");
  if (isMonitored(group)) throw new ApiError(409, "Group is already monitored");
  requireRoom(call);
  const monitor = changed(nothingWatched, body);
  requirePossible(call, monitor);
  group.name = body.name ?? group.name;
  return { status: 201, json: monitoredGroupView(Object.assign(group, { monitor })) };
}

function updateMonitoredGroup(call: Call) {
  const group = monitoredGroupOf(call);
  const body = changes.parse(call.body);
  const monitor = changed(group.monitor, body);
  requirePossible(call, monitor);
  group.monitor = monitor;
  group.name = body.name ?? group.name;
  return { status: 200, json: monitoredGroupView(group) };
}

function unmonitorGroup(call: Call) {
  const { store } = call.sandbox;
  const { id } = monitoredGroupOf(call);
  for (const seen of store.groupMessages.where(({ groupId }) => groupId === id)) {
    store.groupMessages.delete(seen.id);
  }
  Object.assign(store.groups.get(id) ?? {}, { monitor: null, messagesProcessed: 0 });
  return { status: 200, json: { status: "deleted", id } };
}

function listMonitoredGroups({ sandbox, tenant }: Call) {
  const items = sandbox.store.groups.of(tenant.id).filter(isMonitored);
  return { status: 200, json: { items: items.map(monitoredGroupView), total: items.length } };
}

function listAvailableGroups(call: Call) {
  const session = sessionOf(call);
  if (session.status !== "working") {
    throw new ApiError(400, `Session is not working (status: ${session.status})`);
  }
  const groups = call.sandbox.store.groups.where((group) => group.sessionId === session.id);
  return { status: 200, json: groups.map(availableGroupView) };
}

function listGroupMessages(call: Call) {
  const group = monitoredGroupOf(call);
  const cut = pageQuery.parse(call.query);
  const newestFirst = call.sandbox.store.groupMessages.where((row) => row.groupId === group.id).reverse();
  const items = page(newestFirst, cut).map(groupMessageView);
  const total = newestFirst.length;
  return { status: 200, json: { items, total, ...cut, has_more: cut.offset + items.length < total } };
}

export const groupHandlers: Handlers = {
  listMonitoredGroups,
  monitorGroup,
  getMonitoredGroup: (call) => ({ status: 200, json: monitoredGroupView(monitoredGroupOf(call)) }),
  updateMonitoredGroup,
  unmonitorGroup,
  listAvailableGroups,
  listGroupMessages,
};
