import { randomBytes } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import * as environment from "#server/core/env.ts";
import { openForPerson, sealForPerson, unsealForPerson, VaultError } from "#server/vault/index.ts";

const place = (userId: string) => ({ userId, purpose: "totp-secret" as const });
const newKey = () => randomBytes(32).toString("base64");

function setMasterKeys(...keys: string[]) {
  vi.spyOn(environment, "env").mockReturnValue({ ...environment.env(), MASTER_KEYS: keys });
}

afterEach(() => vi.restoreAllMocks());

test("a person's secret opens for them and for nobody else, and shows nothing of itself", () => {
  const sealed = sealForPerson(place("anna"), "JBSWY3DP");
  expect(sealed.includes("JBSWY3DP")).toBe(false);
  expect(unsealForPerson(place("anna"), sealed)).toBe("JBSWY3DP");
  expect(() => unsealForPerson(place("ben"), sealed)).toThrow(VaultError);
});

test("opens with any listed master key, says when that is not the first, and not once it is gone", () => {
  const [old, fresh] = [newKey(), newKey()];
  setMasterKeys(old);
  const sealed = sealForPerson(place("anna"), "JBSWY3DP");
  setMasterKeys(fresh, old);
  expect(openForPerson(place("anna"), sealed)).toEqual({ secret: "JBSWY3DP", isStale: true });
  setMasterKeys(fresh);
  expect(() => openForPerson(place("anna"), sealed)).toThrow(/MASTER_KEYS/);
});

test("one changed bit anywhere, or a cut value, fails loudly", () => {
  const sealed = sealForPerson(place("anna"), "JBSWY3DP");
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unsealForPerson(place("anna"), changed), `byte ${at}`).toThrow(VaultError);
  }
  expect(() => unsealForPerson(place("anna"), sealed.subarray(0, 20))).toThrow(VaultError);
});
