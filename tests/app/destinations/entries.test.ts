import { expect, test } from "vitest";
import {
  changesOf,
  entriesOf,
  inputOf,
  newDestination,
} from "#app/w/[workspace]/settings/destinations/entries.ts";
import { createDestinationSchema, type DestinationView } from "#server/destinations/schemas.ts";

const stored: DestinationView = {
  id: "018f0000-0000-7000-8000-000000000001",
  name: "CRM",
  url: "https://crm.example.com/hook",
  format: "standard",
  filter: { events: ["message.*"] },
  template: null,
  ratePerSecond: 5,
  concurrency: 10,
  ordered: false,
  headerNames: ["authorization"],
  previousSecretUntil: null,
  health: "healthy",
  disabled: null,
  frozenAt: null,
  failingSince: null,
  deadInRow: 0,
  pausedUntil: null,
  lastSuccessAt: null,
  lastFailureAt: null,
  createdAt: "2026-03-01T00:00:00.000Z",
};

const faultsOf = (entries: Partial<typeof newDestination>) =>
  createDestinationSchema
    .safeParse(inputOf({ ...newDestination, name: "CRM", url: "https://crm.example.com", ...entries }))
    .error?.issues.map(({ message }) => message) ?? [];

test("an untouched form changes nothing", () => {
  expect(changesOf(stored, entriesOf(stored))).toEqual({});
});

test("only what was touched is sent, and headers only when they were given anew", () => {
  const entries = entriesOf(stored);
  expect(changesOf(stored, { ...entries, name: "  CRM 2 ", rate: "" })).toEqual({
    name: "CRM 2",
    ratePerSecond: null,
  });
  const headers = [{ key: 1, name: " Authorization ", value: "Bearer x" }];
  expect(changesOf(stored, { ...entries, headers })).toEqual({ headers: { Authorization: "Bearer x" } });
  expect(changesOf(stored, { ...entries, headers: [] })).toEqual({ headers: {} });
});

test("what is typed into the number fields is judged by the API's rules", () => {
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf({ rate: "2.5" })).toEqual(["destination.rate"]);
  expect(faultsOf({ rate: "many" })).toEqual(["destination.rate"]);
  expect(faultsOf({ concurrency: "" })).toEqual(["destination.concurrency"]);
  expect(faultsOf({ concurrency: "0" })).toEqual(["destination.concurrency"]);
});

test("an empty row of headers counts as none, one without a name is refused", () => {
  expect(inputOf({ ...newDestination, headers: [{ key: 1, name: "", value: "" }] }).headers).toEqual({});
  expect(faultsOf({ headers: [{ key: 1, name: "", value: "x" }] })).not.toEqual([]);
  expect(faultsOf({ headers: [{ key: 1, name: "Webhook-Id", value: "x" }] })).not.toEqual([]);
});
