import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, recoveryCodes, totpFactors } from "#db/schema/index.ts";
import { checkTotp, resealTotp, resetTwoFactor } from "#server/account/index.ts";
import { confirmPerson, showSecondFactor } from "#server/account/prove.ts";
import { readSecurity } from "#server/account/reads.ts";
import { finishTotp, removeTotp, startTotp } from "#server/account/set-up-totp.ts";
import { viewerOfSession } from "#server/auth/index.ts";
import * as environment from "#server/core/env.ts";
import { createWorkspace } from "#server/workspaces/index.ts";
import { codeOf, newsOf, reasonOf, signedIn, withTotp } from "./fixtures.ts";

const totp = (code: string) => ({ by: "totp" as const, code });

describe("setting up an authenticator app", () => {
  test("shows a QR code and a secret, and counts for nothing until the app has shown a code", async () => {
    const { user, person } = await signedIn();
    const { secret, qr } = await startTotp(person, user.email);
    expect(qr).toMatch(/^data:image\/png;base64,/);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect((await readSecurity(user.id, user.email)).totp).toBeNull();
    expect(await reasonOf(confirmPerson(person, totp(codeOf(secret))))).toBe("auth.code_wrong");
  });

  test("keeps nothing of the secret that can be read", async () => {
    const { user, secret } = await withTotp();
    const [row] = await systemDb().select().from(totpFactors).where(eq(totpFactors.userId, user.id));
    expect(row?.sealedSecret.includes(secret)).toBe(false);
    expect(row?.sealedSecret.length).toBeGreaterThan(32);
  });

  test.each(["000000", "", "12345", "1234567", "abcdef", "１２３４５６", "12 34"])(
    "refuses the code %j",
    async (code) => {
      const { user, person } = await signedIn();
      const { secret } = await startTotp(person, user.email);
      const wrong = code === codeOf(secret) ? "999999" : code;
      expect(await reasonOf(finishTotp(person, wrong))).toBe("security.totp_wrong");
    },
  );

  test("takes a clock that is half a minute off, and none that is further off", async () => {
    for (const [steps, reason] of [
      [-1, null],
      [1, null],
      [-3, "security.totp_wrong"],
      [3, "security.totp_wrong"],
    ] as const) {
      const { user, person } = await signedIn();
      const { secret } = await startTotp(person, user.email);
      expect(await reasonOf(finishTotp(person, codeOf(secret, steps))), String(steps)).toBe(reason);
    }
  });

  test("is told to the person and to their workspaces", async () => {
    const { user, person } = await signedIn();
    const workspace = await createWorkspace(user.id, {
      name: "Clinic",
      slug: `clinic-${user.id.slice(-12)}`,
    });
    const { secret } = await startTotp(person, user.email);
    await finishTotp(person, codeOf(secret));
    expect(await newsOf(user.id)).toEqual(["two_factor_on"]);
    const entries = await systemDb()
      .select({ action: auditEntries.action, ip: auditEntries.ip })
      .from(auditEntries)
      .where(eq(auditEntries.workspaceId, workspace.id));
    expect(entries).toContainEqual({ action: "account.authenticator_added", ip: person.ip });
  });

  test("begins only while there is none, also when two begin at once", async () => {
    const { user, person } = await withTotp();
    expect(await reasonOf(startTotp(person, user.email))).toBe("security.totp_exists");
    const other = await signedIn();
    const { secret } = await startTotp(other.person, other.user.email);
    const finished = [codeOf(secret), codeOf(secret)].map((code) => reasonOf(finishTotp(other.person, code)));
    expect((await Promise.all(finished)).sort()).toEqual(["security.totp_exists", null].sort());
  });
});

describe("a code of the app", () => {
  test("confirms once, and not a second time", async () => {
    const { person, secret } = await withTotp();
    await confirmPerson(person, totp(codeOf(secret)));
    expect(await reasonOf(confirmPerson(person, totp(codeOf(secret))))).toBe("auth.code_wrong");
  });

  test("counts once when it is shown many times at the same moment", async () => {
    const { person, secret } = await withTotp();
    const code = codeOf(secret);
    const tries = Array.from({ length: 6 }, () => reasonOf(showSecondFactor(person, totp(code))));
    expect((await Promise.all(tries)).filter((reason) => reason === null)).toHaveLength(1);
  });

  test("of before the newest one that was used is worth nothing", async () => {
    const { person, secret } = await withTotp();
    await confirmPerson(person, totp(codeOf(secret, 1)));
    expect(await reasonOf(confirmPerson(person, totp(codeOf(secret))))).toBe("auth.code_wrong");
  });

  test("of one person is nothing for another", async () => {
    const [anna, ben] = [await withTotp(), await withTotp()];
    expect(await reasonOf(confirmPerson(ben.person, totp(codeOf(anna.secret))))).toBe("auth.code_wrong");
  });

  test("is not looked at any more after eight tries", async () => {
    const { person, secret } = await withTotp();
    for (let count = 0; count < 8; count += 1) {
      expect(await reasonOf(confirmPerson(person, totp("000000")))).toBe("auth.code_wrong");
    }
    expect(await reasonOf(confirmPerson(person, totp(codeOf(secret))))).toBe("auth.too_many_tries");
  });
});

describe("removing the app", () => {
  test("takes the recovery codes with it when it was the last factor, and says so", async () => {
    const { user, person } = await withTotp();
    await removeTotp(person);
    const security = await readSecurity(user.id, user.email);
    expect(security).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
    expect(await newsOf(user.id)).toEqual(["two_factor_on", "authenticator_removed", "two_factor_off"]);
    const codes = await systemDb().$count(recoveryCodes, eq(recoveryCodes.userId, user.id));
    expect(codes).toBe(0);
  });

  test("twice, or of one that was never finished, is news to nobody", async () => {
    const { user, person } = await signedIn();
    await startTotp(person, user.email);
    await removeTotp(person);
    await removeTotp(person);
    expect(await newsOf(user.id)).toEqual([]);
  });
});

test("an operator can take every factor away: the mailbox is enough again, and no old session is left", async () => {
  const { user, person } = await withTotp();
  expect(await resetTwoFactor(user.id)).toEqual({ ended: 1 });
  expect(await viewerOfSession(person.sessionId)).toBeNull();
  const security = await readSecurity(user.id, user.email);
  expect(security).toMatchObject({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
  expect(await newsOf(user.id)).toEqual(["two_factor_on", "two_factor_off"]);
});

test("authenticator secrets move to the first master key, and go on working", async () => {
  const { secret, person } = await withTotp();
  const real = environment.env();
  const fresh = randomBytes(32).toString("base64");
  const settings = vi
    .spyOn(environment, "env")
    .mockReturnValue({ ...real, MASTER_KEYS: [fresh, ...real.MASTER_KEYS] });
  expect(await resealTotp()).toBeGreaterThan(0);
  expect(await resealTotp()).toBe(0);
  settings.mockReturnValue({ ...real, MASTER_KEYS: [fresh] });
  expect(await checkTotp()).toBeGreaterThan(0);
  await confirmPerson(person, totp(codeOf(secret)));
  settings.mockReturnValue({ ...real, MASTER_KEYS: [...real.MASTER_KEYS, fresh] });
  await resealTotp();
  settings.mockRestore();
  expect(await checkTotp()).toBeGreaterThan(0);
});
