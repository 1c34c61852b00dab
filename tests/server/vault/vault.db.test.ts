import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { workspaceKeys } from "#db/schema/index.ts";
import * as environment from "#server/core/env.ts";
import { forgetSingleton } from "#server/core/singleton.ts";
import { rotateMasterKey, type SecretPlace, seal, unseal, VaultError } from "#server/vault/index.ts";
import { makeWorkspace } from "#tests/support/factories.ts";

const place = (workspaceId: string): SecretPlace => ({
  workspaceId,
  purpose: "moltflow-key",
  recordId: "record-1",
});

async function wrappedKeyOf(workspaceId: string) {
  const [row] = await systemDb()
    .select()
    .from(workspaceKeys)
    .where(eq(workspaceKeys.workspaceId, workspaceId));
  return row;
}

function setMasterKeys(...keys: string[]) {
  const settings = { ...environment.env(), MASTER_KEYS: keys };
  vi.spyOn(environment, "env").mockReturnValue(settings);
  forgetSingleton("vault.data-keys");
}

test("a sealed secret opens in its place and shows nothing of itself", async () => {
  const { workspaceId } = await makeWorkspace();
  const sealed = await seal(place(workspaceId), "mf_a_secret");
  expect(sealed.includes("mf_a_secret")).toBe(false);
  expect(await unseal(place(workspaceId), sealed)).toBe("mf_a_secret");
  expect(await seal(place(workspaceId), "mf_a_secret")).not.toEqual(sealed);
});

test("a secret moved to another record, purpose or workspace does not open", async () => {
  const [{ workspaceId }, other] = [await makeWorkspace(), await makeWorkspace()];
  const sealed = await seal(place(workspaceId), "mf_a_secret");
  const places: SecretPlace[] = [
    { ...place(workspaceId), recordId: "record-2" },
    { ...place(workspaceId), purpose: "inbox-secret" },
    place(other.workspaceId),
  ];
  for (const elsewhere of places) await expect(unseal(elsewhere, sealed)).rejects.toBeInstanceOf(VaultError);
});

test("one changed bit, anywhere, or a cut value fails loudly", async () => {
  const { workspaceId } = await makeWorkspace();
  const sealed = await seal(place(workspaceId), "mf_a_secret");
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(unseal(place(workspaceId), changed), `byte ${at}`).rejects.toBeInstanceOf(VaultError);
  }
  await expect(unseal(place(workspaceId), sealed.subarray(0, 20))).rejects.toBeInstanceOf(VaultError);
});

test("rotation re-wraps every data key with the first master key; secrets still open, the old key is then unneeded", async () => {
  const { workspaceId } = await makeWorkspace();
  const sealed = await seal(place(workspaceId), "mf_a_secret");
  const before = await wrappedKeyOf(workspaceId);
  const oldKeys = environment.env().MASTER_KEYS;
  const newKey = randomBytes(32).toString("base64");
  try {
    setMasterKeys(newKey, ...oldKeys);
    expect(await unseal(place(workspaceId), sealed)).toBe("mf_a_secret");
    expect(await rotateMasterKey()).toBeGreaterThan(0);
    expect(await rotateMasterKey()).toBe(0);
    setMasterKeys(newKey);
    expect(await unseal(place(workspaceId), sealed)).toBe("mf_a_secret");
    expect((await wrappedKeyOf(workspaceId))?.masterKeyId).not.toBe(before?.masterKeyId);
    setMasterKeys(randomBytes(32).toString("base64"));
    await expect(unseal(place(workspaceId), sealed)).rejects.toThrow("MASTER_KEYS");
  } finally {
    vi.restoreAllMocks();
    forgetSingleton("vault.data-keys");
  }
});
