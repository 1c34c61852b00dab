import { eq } from "drizzle-orm";
import { beforeEach, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditSeals } from "#db/schema/index.ts";
import { sealAudits } from "#server/audit/jobs.ts";
import { sealEnd, sealEnds } from "#server/audit/seals.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import type { MasterKey } from "#server/vault/master-keys.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { recordAll } from "./support.ts";

const listed = vi.hoisted(() => ({ keys: [] as string[] }));
vi.mock("#server/vault/master-keys.ts", async (original) => {
  const real = await original<typeof import("#server/vault/master-keys.ts")>();
  const fake = (): MasterKey[] =>
    listed.keys.map((name) => ({ id: name, key: Buffer.from(name.padEnd(32, ".")) }));
  return { ...real, masterKeys: () => (listed.keys.length > 0 ? fake() : real.masterKeys()) };
});
beforeEach(() => {
  listed.keys = [];
});

const sealsOf = (workspaceId: string) =>
  systemDb().select().from(auditSeals).where(eq(auditSeals.workspaceId, workspaceId));

test("the daily job seals every end that has grown, once, however often it runs", async () => {
  const { workspaceId } = await makeWorkspace();
  await recordAll(workspaceId, 3);
  await sealAudits.run({});
  const [seal] = await sealsOf(workspaceId);
  expect(seal).toMatchObject({ kind: "end", seq: 4 });
  expect(await sealEnds()).toBe(0);
  expect(await sealsOf(workspaceId)).toEqual([seal]);
  await recordAll(workspaceId, 1);
  await Promise.all([sealEnd(workspaceId), sealEnd(workspaceId), sealAudits.run({})]);
  expect(await sealsOf(workspaceId)).toMatchObject([{ kind: "end", seq: 5 }]);
  expect(await verifyAudit(workspaceId)).toMatchObject({ fault: null, lastSeal: { seq: 5 } });
});

test("seals outlive a rotation of the master key: the older key verifies, the job signs anew, the older one may go", async () => {
  const { workspaceId } = await makeWorkspace();
  listed.keys = ["old"];
  await sealEnd(workspaceId);
  listed.keys = ["new", "old"];
  expect((await verifyAudit(workspaceId)).fault).toBeNull();
  listed.keys = ["new"];
  expect((await verifyAudit(workspaceId)).fault).toMatchObject({ what: "seal_unknown" });
  listed.keys = ["new", "old"];
  await sealAudits.run({});
  listed.keys = ["new"];
  expect((await verifyAudit(workspaceId)).fault).toBeNull();
});

test("a forged seal is not signed anew", async () => {
  const { workspaceId } = await makeWorkspace();
  listed.keys = ["old"];
  await sealEnd(workspaceId);
  const signature = Buffer.alloc(64, 7);
  await systemDb().update(auditSeals).set({ signature }).where(eq(auditSeals.workspaceId, workspaceId));
  listed.keys = ["new", "old"];
  await sealAudits.run({});
  expect((await sealsOf(workspaceId))[0]?.signature).toEqual(signature);
  expect((await verifyAudit(workspaceId)).fault).toMatchObject({ what: "seal_forged" });
});
