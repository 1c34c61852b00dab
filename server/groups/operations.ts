import type { ServedBy } from "#server/api/operations.ts";

/** Which procedure serves which operation of the contract, and what it makes old; the verbs read it here too. */
export const groupOperations = {
  listMonitoredGroups: { procedure: "groups.list", class: "read", invalidates: [] },
  getMonitoredGroup: { procedure: "groups.look", class: "read", invalidates: [] },
  listAvailableGroups: { procedure: "groups.available", class: "read", invalidates: [] },
  listGroupMessages: { procedure: "groups.messages", class: "read", invalidates: [] },
  monitorGroup: { procedure: "groups.watch", class: "send", invalidates: ["listMonitoredGroups"] },
  updateMonitoredGroup: { procedure: "groups.change", class: "send", invalidates: ["listMonitoredGroups"] },
  unmonitorGroup: { procedure: "groups.unwatch", class: "send", invalidates: ["listMonitoredGroups"] },
  createWaGroup: { procedure: "groups.create", class: "send", invalidates: ["listAvailableGroups"] },
  addParticipants: { procedure: "groups.addPeople", class: "send", invalidates: ["listAvailableGroups"] },
  removeParticipants: {
    procedure: "groups.removePeople",
    class: "send",
    invalidates: ["listAvailableGroups"],
  },
  promoteAdmins: { procedure: "groups.promote", class: "send", invalidates: [] },
  demoteAdmins: { procedure: "groups.demote", class: "send", invalidates: [] },
} as const satisfies ServedBy;
