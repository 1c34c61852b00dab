import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { locales } from "#app/_lib/i18n/locales.ts";
import { loadMessages } from "#app/_lib/i18n/messages.ts";
import { systemDb, systemSql } from "#db/client.ts";
import { subscriptions } from "#db/schema/index.ts";
import { presets } from "#server/subscriptions/presets.ts";
import { createSubscriptionSchema } from "#server/subscriptions/schemas.ts";
import { makeWorkspace } from "#tests/support/factories.ts";

const migration = join(import.meta.dirname, "../../../db/migrations/0033_subscription_presets.sql");

async function presetsOf(workspaceId: string) {
  const rows = await systemDb()
    .select()
    .from(subscriptions)
    .where(eq(subscriptions.workspaceId, workspaceId))
    .orderBy(asc(subscriptions.preset));
  return rows.map(({ id: _id, createdAt: _createdAt, workspaceId: _workspaceId, ...values }) => values);
}

test("workspaces of before got the same rules by a migration, which a second time changes nothing", async () => {
  const [young, old] = [await makeWorkspace(), await makeWorkspace()];
  const expected = await presetsOf(young.workspaceId);
  expect(expected.map(({ preset }) => preset)).toEqual(Object.keys(presets).sort());
  await systemDb().delete(subscriptions).where(eq(subscriptions.workspaceId, old.workspaceId));
  const statement = await readFile(migration, "utf8");
  for (const _time of [1, 2]) {
    await systemSql().unsafe(statement);
    expect(await presetsOf(old.workspaceId)).toEqual(expected);
    expect(await presetsOf(young.workspaceId)).toEqual(expected);
  }
});

test.each(locales)("every preset is a rule that a form would take, and has a name (%s)", async (locale) => {
  const { subscriptions: texts } = await loadMessages(locale);
  expect(Object.keys(texts.presets).sort()).toEqual(Object.keys(presets).sort());
  for (const { audience, ...values } of Object.values(presets)) {
    expect(createSubscriptionSchema.safeParse({ ...values, audience: { kind: audience } }).success).toBe(
      true,
    );
  }
});
