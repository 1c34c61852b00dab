import fc from "fast-check";
import { expect, test } from "vitest";
import { ownPath } from "#server/auth/own-path.ts";

const origin = "http://localhost:3000";

test.each([
  ["/w/shop/inbox?event=x#top", "/w/shop/inbox?event=x#top"],
  [`${origin}/new`, "/new"],
  ["w/shop", "/w/shop"],
])("follows %j", (wanted, path) => {
  expect(ownPath(wanted)).toBe(path);
});

test.each([
  null,
  undefined,
  "",
  "https://evil.example/w",
  "//evil.example",
  "/\\evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "javascript:alert(1)",
  "http://localhost:3000@evil.example/",
  "http://[",
  "/api/auth/signout",
  "/sign-in?callback=/sign-in",
])("goes home instead of following %j", (wanted) => {
  expect(ownPath(wanted)).toBe("/w");
});

test("never leads to another site, whatever the link says", () => {
  const nasty = fc.string({ unit: fc.constantFrom("/", "\\", ".", ":", "@", "e", "%", "\t", "?", "#", "h") });
  fc.assert(
    fc.property(fc.oneof(nasty, fc.webUrl(), fc.string()), (wanted) => {
      const path = ownPath(wanted);
      expect(path.startsWith("/")).toBe(true);
      expect(new URL(path, origin).origin).toBe(origin);
    }),
    { numRuns: 1000 },
  );
});
