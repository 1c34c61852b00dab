import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { rememberLocale, suggestLocale } from "#server/auth/index.ts";
import { makeUser } from "#tests/support/factories.ts";

const localeOf = async (userId: string) =>
  (await systemDb().select({ locale: users.locale }).from(users).where(eq(users.id, userId)))[0]?.locale;

test("mails go by the language of somebody's pages until they choose one, and by their choice from then on", async () => {
  const [{ id }, { id: other }] = [await makeUser(), await makeUser()];
  expect(await localeOf(id)).toBeNull();
  await suggestLocale(id, "zh-CN");
  await suggestLocale(id, "en");
  expect(await localeOf(id)).toBe("zh-CN");
  await rememberLocale(id, "en");
  await suggestLocale(id, "zh-CN");
  expect(await localeOf(id)).toBe("en");
  expect(await localeOf(other)).toBeNull();
});
