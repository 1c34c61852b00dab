import type { ServedBy } from "#server/api/operations.ts";

/** Which procedure serves which operation of the contract. The two lists are read by a sync, one call a step. */
export const labelOperations = {
  listLabels: { procedure: "labels.list", class: "sync", invalidates: [] },
  listLabelChats: { procedure: "chats.list", class: "sync", invalidates: [] },
  getLabel: { procedure: "labels.get", class: "read", invalidates: [] },
  createLabel: { procedure: "labels.create", class: "send", invalidates: [] },
  updateLabel: { procedure: "labels.change", class: "send", invalidates: [] },
  deleteLabel: { procedure: "labels.delete", class: "send", invalidates: [] },
  getChatLabels: { procedure: "labels.recheckChat", class: "read", invalidates: [] },
  setChatLabels: { procedure: "labels.setOnChat", class: "send", invalidates: [] },
  checkBusiness: { procedure: "labels.checkBusiness", class: "read", invalidates: [] },
  importLabels: { procedure: "labels.import", class: "send", invalidates: ["listLabels", "listLabelChats"] },
  syncLabel: { procedure: "labels.push", class: "send", invalidates: [] },
} as const satisfies ServedBy;
