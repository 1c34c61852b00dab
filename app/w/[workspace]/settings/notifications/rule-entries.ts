import type { CreateSubscriptionInput, SubscriptionView } from "#server/subscriptions/schemas.ts";

export const mailModes = ["none", "at_once", "hourly", "daily"] as const;

/** What a form of a rule holds. */
export type RuleEntries = CreateSubscriptionInput;

/** A rule for the person who makes it, told in the bell. */
export const newRule = (userId: string): RuleEntries => ({
  name: "",
  audience: { kind: "member", userId },
  filter: {},
  ...{ inApp: true, push: false, mail: "none", urgent: false, enabled: true },
});

/** A rule that is there, as a form holds it, or to be made again. */
export const entriesOf = (rule: SubscriptionView): RuleEntries => {
  const { name, audience, filter, inApp, push, mail, urgent, enabled } = rule;
  return { name, audience, filter, inApp, push, mail, urgent, enabled };
};

/** What of a rule was changed; what was not stays out, so that a preset keeps its name in every language. */
export function changesOf(before: RuleEntries, after: RuleEntries): Partial<RuleEntries> {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof RuleEntries]),
    ),
  );
}
