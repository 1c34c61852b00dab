import type { ServedBy } from "#server/api/operations.ts";

/** Which procedure serves which operation of the contract. Reads of all labels are made by the sync, in its class. */
export const labelOperations = {
  listLabels: { procedure: "labels.list", class: "sync", invalidates: [] },
  listLabelChats: { procedure: "labels.chats", class: "sync", invalidates: [] },
  getLabel: { procedure: "labels.get", class: "read", invalidates: [] },
  createLabel: { procedure: "labels.create", class: "send", invalidates: ["listLabels"] },
  updateLabel: { procedure: "labels.change", class: "send", invalidates: ["listLabels"] },
  deleteLabel: { procedure: "labels.delete", class: "send", invalidates: ["listLabels", "getChatLabels"] },
  getChatLabels: { procedure: "labels.ofChat", class: "read", invalidates: [] },
  setChatLabels: {
    procedure: "labels.setOnChat",
    class: "send",
    invalidates: ["getChatLabels", "listLabelChats"],
  },
  checkBusiness: { procedure: "labels.checkBusiness", class: "read", invalidates: [] },
  importLabels: { procedure: "labels.import", class: "send", invalidates: ["listLabels"] },
  syncLabel: { procedure: "labels.push", class: "send", invalidates: ["listLabels"] },
} as const satisfies ServedBy;
