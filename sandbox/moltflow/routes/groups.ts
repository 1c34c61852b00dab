import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import type { Group } from "../store.ts";
import { availableGroupView, groupMessageView, monitoredGroupView, page } from "../views.ts";
import { pageQuery, sessionOf } from "./finders.ts";

function monitoredGroupOf(call: Call): Group {
  const group = call.sandbox.store.groups.getOf(call.tenant.id, call.param("group_id"));
  if (!group?.monitor) throw new ApiError(404, "Group not found");
  return group;
}

function listMonitoredGroups({ sandbox, tenant }: Call) {
  const items = sandbox.store.groups.of(tenant.id).filter((group) => group.monitor);
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
  getMonitoredGroup: (call) => ({ status: 200, json: monitoredGroupView(monitoredGroupOf(call)) }),
  listAvailableGroups,
  listGroupMessages,
};
