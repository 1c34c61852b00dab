import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf, entriesOf, newRule } from "#app/w/[workspace]/settings/notifications/rule-entries.ts";
import { fieldOfMinute, minuteOfField } from "#app/w/[workspace]/settings/notifications/times.ts";
import { createSubscriptionSchema, type SubscriptionView } from "#server/subscriptions/schemas.ts";

const view: SubscriptionView = {
  ...{ id: "id", name: "Refunds", preset: "my_chats", audience: { kind: "everyone" } },
  ...{ filter: { keywords: ["refund"] }, inApp: true, push: false, mail: "daily" },
  ...{ urgent: false, enabled: true, frozen: false, concernsMe: true, muted: null, mayChange: true },
};

describe("a rule in its form", () => {
  test("is new for whoever makes it, and lacks a name only", () => {
    const complaints = createSubscriptionSchema.safeParse(newRule("ana")).error?.issues;
    expect(complaints?.map(({ path, message }) => [path, message])).toEqual([[["name"], "name"]]);
    expect(createSubscriptionSchema.safeParse({ ...newRule("ana"), name: "Refunds" }).success).toBe(true);
  });

  test("sends only what was changed", () => {
    const before = entriesOf(view);
    expect(createSubscriptionSchema.parse(before)).toEqual(before);
    expect(changesOf(before, { ...before })).toEqual({});
    expect(changesOf(before, { ...before, filter: {}, push: true })).toEqual({ filter: {}, push: true });
  });
});

describe("a time of the day", () => {
  test("comes back from its field as it was", () => {
    fc.assert(fc.property(fc.nat(1_439), (minute) => minuteOfField(fieldOfMinute(minute)) === minute));
  });

  test("that is not filled in is none", () => {
    expect(minuteOfField("")).toBeNull();
    expect(minuteOfField("07:30:00")).toBe(450);
  });
});
