import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { recoveryCodes } from "#db/schema/index.ts";
import { confirmPerson, showSecondFactor } from "#server/account/prove.ts";
import { readSecurity } from "#server/account/reads.ts";
import { renewRecoveryCodes } from "#server/account/renew-recovery-codes.ts";
import { newsOf, reasonOf, signedIn, withTotp } from "./fixtures.ts";

const recovery = (code = "") => ({ by: "recovery" as const, code });

test("ten come with the first factor, and only their digests are kept", async () => {
  const { user, recoveryCodes: codes } = await withTotp();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  const rows = await systemDb().select().from(recoveryCodes).where(eq(recoveryCodes.userId, user.id));
  expect(rows).toHaveLength(10);
  const kept = rows.map(({ codeHash }) => codeHash.toString("latin1")).join();
  for (const code of codes) expect(kept).not.toContain(code);
});

test("one works once, in capitals and without hyphens too, and the person hears of it", async () => {
  const { user, person, recoveryCodes: codes } = await withTotp();
  const typed = ` ${codes[0]?.toUpperCase().replaceAll("-", "")} `;
  await showSecondFactor(person, recovery(typed));
  expect(await reasonOf(showSecondFactor(person, recovery(codes[0])))).toBe("auth.code_wrong");
  expect((await readSecurity(user.id, user.email)).recoveryCodesLeft).toBe(9);
  expect(await newsOf(user.id)).toEqual(["two_factor_on", "recovery_code_used"]);
});

test("one counts once when it is shown many times at the same moment", async () => {
  const { user, person, recoveryCodes: codes } = await withTotp();
  const tries = Array.from({ length: 6 }, () => reasonOf(confirmPerson(person, recovery(codes[3]))));
  expect((await Promise.all(tries)).filter((reason) => reason === null)).toHaveLength(1);
  expect((await newsOf(user.id)).filter((kind) => kind === "recovery_code_used")).toHaveLength(1);
});

test("of one person are nothing for another", async () => {
  const [anna, ben] = [await withTotp(), await withTotp()];
  expect(await reasonOf(confirmPerson(ben.person, recovery(anna.recoveryCodes[0])))).toBe("auth.code_wrong");
});

test("new ones void all of before", async () => {
  const { person, recoveryCodes: old } = await withTotp();
  const { recoveryCodes: fresh } = await renewRecoveryCodes(person);
  expect(await reasonOf(confirmPerson(person, recovery(old[0])))).toBe("auth.code_wrong");
  expect(await reasonOf(confirmPerson(person, recovery(fresh[0])))).toBeNull();
});

test("nobody without a second factor gets any: there would be nothing that they stand in for", async () => {
  const { person } = await signedIn();
  expect(await reasonOf(renewRecoveryCodes(person))).toBe("security.no_factor");
});
