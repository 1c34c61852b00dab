import { expect, test } from "vitest";
import { changesOf, entriesOf } from "#app/w/[workspace]/settings/webhooks/entries.ts";
import type { WebhookView } from "#server/webhooks/schemas.ts";

const webhook: WebhookView = {
  ...{ id: "w1", name: "CRM", host: "example.com", url: "https://example.com/hook", isActive: true },
  ...{ events: ["message.received", "call.missed"], createdAt: null, owner: "team" },
};

test("events that MoltFlow has and the form does not show stay when something else is changed", () => {
  expect(changesOf(webhook, { ...entriesOf(webhook), name: "Sheet" })).toEqual({ name: "Sheet" });
});

test("what stays is not sent, so that it takes nothing back that somebody else changed", () => {
  expect(changesOf(webhook, entriesOf(webhook))).toEqual({});
  expect(changesOf(webhook, { ...entriesOf(webhook), url: " https://example.com/hook " })).toEqual({});
});

test("each changed field is sent", () => {
  const entries = { name: "Sheet", url: "https://example.com/new", events: ["lead.detected" as const] };
  expect(changesOf(webhook, entries)).toEqual(entries);
});
