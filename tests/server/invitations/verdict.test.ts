import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateOf } from "#server/invitations/state.ts";
import { maskAddress, type VerdictFacts, verdictOn } from "#server/invitations/verdict.ts";

const now = new Date("2030-01-01T00:00:00Z");
const later = new Date("2030-01-02T00:00:00Z");
const earlier = new Date("2029-12-31T00:00:00Z");

test.each([
  ["open", { expiresAt: later, acceptedAt: null, revokedAt: null }],
  ["expired", { expiresAt: earlier, acceptedAt: null, revokedAt: null }],
  ["expired", { expiresAt: now, acceptedAt: null, revokedAt: null }],
  ["revoked", { expiresAt: earlier, acceptedAt: null, revokedAt: earlier }],
  ["accepted", { expiresAt: earlier, acceptedAt: earlier, revokedAt: null }],
])("is %s", (state, ends) => {
  expect(stateOf(ends, now)).toBe(state);
});

const facts: fc.Arbitrary<VerdictFacts> = fc.record({
  state: fc.constantFrom("open", "expired", "accepted", "revoked"),
  email: fc.constantFrom(null, "a@x.example", "b@y.example"),
  allowedDomains: fc.constantFrom(null, ["x.example"]),
  freeSeats: fc.integer({ min: 0, max: 2 }),
  holder: fc.constantFrom(null, "a@x.example", "b@y.example"),
  isMember: fc.boolean(),
});

describe("the verdict", () => {
  test("is ready only when everything is right", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { state, email, allowedDomains, freeSeats, holder, isMember } = given;
        const isForThem = email === null || email === holder;
        const isAllowed = !allowedDomains || holder === "a@x.example";
        const isReady =
          state === "open" && holder !== null && isForThem && isAllowed && freeSeats > 0 && !isMember;
        expect(verdictOn(given) === "ready").toBe(isReady);
      }),
    );
  });

  test("tells a member nothing but the way in", () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(verdictOn({ ...given, isMember: true })).toBe("member");
      }),
    );
  });
});

test.each([
  ["anna.smith@example.com", "a•••@example.com"],
  ["a@example.com", "a•••@example.com"],
  ["王小明@example.com", "王•••@example.com"],
])("hides most of %s", (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
