import { expect, test } from "vitest";
import { type Monitoring, monitoringOf, toChange } from "#app/w/[workspace]/groups/_components/monitoring.ts";
import type { GroupView } from "#server/groups/schemas.ts";

const group: GroupView = {
  ...{ id: "a1b2c3d4-e5f6-4789-8abc-def012345678", numberId: "n", numberName: "Front desk" },
  ...{ waGroupId: "120363012345678901@g.us", name: "Residents", mode: "keywords", keywords: ["urgent"] },
  ...{ prompt: null, autoRespond: false, responseTemplate: null, autoLabelLeads: true, leadLabelId: null },
  ...{ hasWebhook: false, webhookUrl: null, isActive: true },
  ...{ leadsDetected: 3, messagesProcessed: 20, createdAt: null },
};
const saved = (change: Partial<Monitoring>, was: Partial<GroupView> = {}) => {
  const before = { ...group, ...was };
  return toChange({ ...monitoringOf(before), ...change }, before);
};

test("a label of leads that was not read here yet is not taken away by a change of something else", () => {
  expect(saved({ keywords: ["help"] })).not.toHaveProperty("leadLabelId");
  expect(saved({}, { leadLabelId: "vip" })).not.toHaveProperty("leadLabelId");
});

test("a label that somebody chooses, or takes away, is sent", () => {
  expect(saved({ leadLabelId: "vip" })).toMatchObject({ leadLabelId: "vip" });
  expect(saved({ leadLabelId: null }, { leadLabelId: "vip" })).toMatchObject({ leadLabelId: null });
});

test("what a form holds of a group does not change with what MoltFlow counts", () => {
  const later = { ...group, leadsDetected: 4, messagesProcessed: 21, isActive: false };
  expect(monitoringOf(later)).toEqual(monitoringOf(group));
});
