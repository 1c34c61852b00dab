import fc from "fast-check";
import { expect, test } from "vitest";
import { upstreamKey } from "#server/upstream/index.ts";

const groupId = "0190a0b0-0000-7000-8000-000000000001";

test("equal parameters are one key, in whatever order they are written; unknown ones are left out", () => {
  const page = fc.record({ limit: fc.integer({ min: 1, max: 100 }), offset: fc.nat() });
  fc.assert(
    fc.property(page, fc.string({ minLength: 1 }), ({ limit, offset }, sessionId) => {
      const one = upstreamKey("listGroupMessages", { sessionId, groupId, limit, offset });
      const other = upstreamKey("listGroupMessages", { offset, limit, ...{ more: 1 }, groupId, sessionId });
      expect(other).toEqual(one);
      expect(one.sessionId).toBe(sessionId);
    }),
  );
});

test("parameters outside the contract make no key", () => {
  const params = { sessionId: "s", groupId, limit: 101, offset: 0 };
  expect(() => upstreamKey("listGroupMessages", params)).toThrow();
  expect(() => upstreamKey("listGroupMessages", { ...params, limit: 1, groupId: "no-id" })).toThrow();
});
