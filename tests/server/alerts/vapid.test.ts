import { createECDH } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verdictOf } from "#server/alerts/push-to-browser.ts";
import { deriveVapidKeys, vapidSubject } from "#server/alerts/vapid.ts";

test("any secret gives one pair of keys that belong together", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (secret) => {
      const { publicKey, privateKey } = deriveVapidKeys(secret);
      expect(deriveVapidKeys(secret)).toEqual({ publicKey, privateKey });
      expect(Buffer.from(privateKey, "base64url")).toHaveLength(32);
      expect(Buffer.from(publicKey, "base64url")).toHaveLength(65);
      const curve = createECDH("prime256v1");
      curve.setPrivateKey(privateKey, "base64url");
      expect(curve.getPublicKey("base64url")).toBe(publicKey);
    }),
    { numRuns: 50 },
  );
});

test("another secret gives other keys", () => {
  expect(deriveVapidKeys("one").publicKey).not.toBe(deriveVapidKeys("two").publicKey);
});

test("push services that want to complain find an address", () => {
  expect(vapidSubject()).toBe("mailto:moltdesk@localhost");
});

test("what a push service answers says whether to forget, to wait or to let it be", () => {
  for (const status of [401, 403, 404, 410]) expect(verdictOf(status)).toEqual({ kind: "gone" });
  for (const status of [400, 413, 301]) expect(verdictOf(status)).toEqual({ kind: "refused" });
  for (const status of [null, 429, 500, 503])
    expect(verdictOf(status)).toEqual({ kind: "later", retryAfterMs: 0 });
  expect(verdictOf(429, "120")).toEqual({ kind: "later", retryAfterMs: 120_000 });
  expect(verdictOf(503, "soon")).toEqual({ kind: "later", retryAfterMs: 0 });
  const date = verdictOf(429, new Date(Date.now() + 60_000).toUTCString());
  expect(date.kind === "later" && date.retryAfterMs).toBeGreaterThan(50_000);
});
