import type { Probe } from "./probes.ts";

const subscription = { subscriptionId: "subscription" } as const;
const silent = { name: "Leak test", inApp: false, enabled: false } as const;
const forEveryone = { audience: { kind: "everyone" } } as const;
const forMember = { audience: { kind: "member" } } as const;

/** Of the rules that say who hears of what. */
export const ruleProbes: readonly Probe[] = [
  {
    path: "subscriptions.create",
    ids: { "audience.userId": "member", "filter.numberIds[]": "number" },
    rest: { ...silent, ...forMember },
  },
  {
    path: "subscriptions.create",
    ids: { "filter.inboxIds[]": "inbox" },
    rest: { ...silent, ...forEveryone },
  },
  {
    path: "subscriptions.create",
    ids: { "filter.labelIds[]": "label" },
    rest: { ...silent, ...forEveryone },
  },
  {
    path: "subscriptions.change",
    ids: {
      ...subscription,
      ...{ "audience.userId": "member", "filter.numberIds[]": "number" },
      ...{ "filter.inboxIds[]": "inbox", "filter.labelIds[]": "label" },
    },
    rest: forMember,
  },
  { path: "subscriptions.remove", ids: subscription },
  { path: "subscriptions.mute", ids: subscription, rest: { muted: true } },
  { path: "subscriptions.dryRun", ids: subscription },
  {
    path: "subscriptions.dryRun",
    ids: { "audience.userId": "member", "filter.numberIds[]": "number" },
    rest: forMember,
  },
  { path: "subscriptions.dryRun", ids: { "filter.inboxIds[]": "inbox" }, rest: forEveryone },
  { path: "subscriptions.dryRun", ids: { "filter.labelIds[]": "label" }, rest: forEveryone },
  {
    path: "subscriptions.addShift",
    ids: { userId: "member" },
    rest: { days: [1], fromMinute: 0, untilMinute: 1 },
  },
  { path: "subscriptions.removeShift", ids: { shiftId: "shift" } },
];
