import { type GroupView, monitorModes } from "#server/groups/schemas.ts";

/** How a group is to be watched, as a form holds it. */
export type Monitoring = {
  mode: (typeof monitorModes)[number];
  keywords: string[];
  prompt: string;
  autoRespond: boolean;
  responseTemplate: string;
  autoLabelLeads: boolean;
  leadLabelId: string | null;
  webhookUrl: string;
};

export const newMonitoring: Monitoring = {
  ...{ mode: "keywords", keywords: [], prompt: "", autoRespond: false, responseTemplate: "" },
  ...{ autoLabelLeads: false, leadLabelId: null, webhookUrl: "" },
};

/** A mode that this page does not know becomes the first one, and is only sent when somebody saves. */
export const monitoringOf = (group: GroupView): Monitoring => ({
  mode: monitorModes.find((known) => known === group.mode) ?? "all",
  keywords: group.keywords,
  prompt: group.prompt ?? "",
  autoRespond: group.autoRespond,
  responseTemplate: group.responseTemplate ?? "",
  autoLabelLeads: group.autoLabelLeads,
  leadLabelId: group.leadLabelId,
  webhookUrl: group.webhookUrl ?? "",
});

/** What is sent: empty fields say that there is nothing. Keywords stay with a group that is watched in another way. */
export const toInput = (monitoring: Monitoring) => ({
  ...monitoring,
  prompt: monitoring.prompt.trim() || null,
  responseTemplate: monitoring.responseTemplate.trim() || null,
  webhookUrl: monitoring.webhookUrl.trim() || null,
});

/** As `toInput`, without the label where it stays: one that we have not read yet looks like none, and would be taken away. */
export function toChange(monitoring: Monitoring, group: GroupView) {
  const { leadLabelId, ...input } = toInput(monitoring);
  return leadLabelId === group.leadLabelId ? input : { ...input, leadLabelId };
}

export type MonitoringTrouble = Partial<Record<"keywords" | "responseTemplate" | "webhookUrl", string>>;

/** What is missing, as keys of `errors.group.`. */
export function troubleWith({ mode, keywords, autoRespond, responseTemplate, webhookUrl }: Monitoring) {
  const trouble: MonitoringTrouble = {};
  if (mode === "keywords" && keywords.length === 0) trouble.keywords = "keywords_missing";
  if (autoRespond && responseTemplate.trim() === "") trouble.responseTemplate = "template_missing";
  if (webhookUrl.trim() !== "" && !/^https:\/\/\S+$/.test(webhookUrl.trim()))
    trouble.webhookUrl = "webhook_url";
  return trouble;
}

/** Plans of MoltFlow without its AI; of one that we do not know, MoltFlow is asked. */
const plansWithoutAi = new Set(["free", "starter"]);
export const hasAi = (plan: string | null): boolean => plan === null || !plansWithoutAi.has(plan);
