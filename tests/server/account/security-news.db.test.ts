import { eq } from "drizzle-orm";
import { beforeEach, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { tellSecurity } from "#server/account/index.ts";
import { mailSecurityNews } from "#server/account/jobs.ts";
import { newId } from "#server/core/ids.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { outbox } from "#tests/support/outbox.ts";
import { newsOf } from "./fixtures.ts";

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

beforeEach(() => {
  outbox.length = 0;
});

const at = "2026-03-04T05:06:00.000Z";

test("is mailed in the person's language", async () => {
  const user = await makeUser();
  await systemDb().update(users).set({ locale: "zh-CN" }).where(eq(users.id, user.id));
  const news = { kind: "role_raised" as const, workspace: "Clinic", role: "admin" as const };
  await mailSecurityNews.run({ userId: user.id, at, news });
  expect(outbox).toMatchObject([{ to: user.email }]);
  expect(outbox[0]?.text).toContain("管理员");
});

test("is mailed in English where we do not write the language, and to nobody who is gone", async () => {
  const user = await makeUser();
  await systemDb().update(users).set({ locale: "toString" }).where(eq(users.id, user.id));
  await mailSecurityNews.run({ userId: user.id, at, news: { kind: "two_factor_off" } });
  await mailSecurityNews.run({ userId: newId(), at, news: { kind: "two_factor_off" } });
  expect(outbox.map(({ subject }) => subject)).toEqual([
    "Two-factor authentication is off for your account on localhost:3000",
  ]);
});

test("comes with the change that it tells of, also from a tenant's transaction, or not at all", async () => {
  const { workspaceId, ownerId } = await makeWorkspace();
  const news = { kind: "token_added" as const, workspace: "Clinic", name: "Zapier" };
  await inTenant(workspaceId, (tx) => tellSecurity(tx, ownerId, news));
  const undone = inTenant(workspaceId, async (tx) => {
    await tellSecurity(tx, ownerId, news);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await newsOf(ownerId)).toEqual(["token_added"]);
});
