import { describe, expect, test } from "vitest";
import { parsePlace, writePlace } from "#app/w/[workspace]/inbox/place.ts";
import { noFilters, toEventFilter } from "#app/w/[workspace]/inbox/search-params.ts";
import { listEventsSchema } from "#server/inbox/schemas.ts";

describe("a place in the JSON as it is typed", () => {
  test("is a path, or a path and what stands there", () => {
    expect(parsePlace("data.items[0].name = Tea")).toEqual({ path: "data.items[0].name", value: "Tea" });
    expect(parsePlace("  data.n=42 ")).toEqual({ path: "data.n", value: "42" });
    expect(parsePlace("data.n")).toEqual({ path: "data.n", value: null });
    expect(parsePlace("data.formula = a=b")).toEqual({ path: "data.formula", value: "a=b" });
    expect(parsePlace("data.empty =")).toEqual({ path: "data.empty", value: "" });
    expect(parsePlace("  ")).toEqual({ path: null, value: null });
  });

  test("is refused where the server would refuse it", () => {
    for (const wrong of ["= 42", "data..n", ".data", "data n = 1", "data[x]", "a".repeat(201)]) {
      expect(parsePlace(wrong)).toBeNull();
      const path = wrong.split("=")[0]?.trim();
      expect(listEventsSchema.safeParse({ path }).success).toBe(false);
    }
    expect(parsePlace(`a = ${"b".repeat(201)}`)).toBeNull();
  });

  test("is written as it was typed", () => {
    for (const typed of ["", "data.n", "data.n = 42"]) {
      const place = parsePlace(typed);
      expect(place && writePlace(place)).toBe(typed);
    }
  });
});

test("the address's filters are the API's", () => {
  expect(toEventFilter(noFilters)).toEqual({});
  expect(toEventFilter({ ...noFilters, value: "42" })).toEqual({});
  const filter = toEventFilter({
    ...{ text: "invoice", type: "x.y", number: "s", inbox: null, verdict: "verified" },
    ...{ delivery: "undelivered", phone: "4915112345678", path: "data.n", value: "" },
  });
  expect(filter).toEqual({
    ...{ text: "invoice", event: "x.y", sessionId: "s", verdict: "verified", delivery: "undelivered" },
    ...{ phone: "4915112345678", path: "data.n", value: "" },
  });
  expect(listEventsSchema.safeParse(filter).success).toBe(true);
});
