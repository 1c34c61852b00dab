import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { authChallenges, authSessions } from "#db/schema/index.ts";
import { sendConfirmCode } from "#server/account/mail-code.ts";
import { confirmPerson, showSecondFactor } from "#server/account/prove.ts";
import { createCaller } from "#server/api/root.ts";
import { viewerOfSession } from "#server/auth/index.ts";
import { newId } from "#server/core/ids.ts";
import { outbox } from "#tests/support/outbox.ts";
import { codeOf, reasonOf, signedIn, withTotp } from "./fixtures.ts";

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

beforeEach(() => {
  outbox.length = 0;
});

const mailedCode = () => outbox.at(-1)?.text.match(/\b\d{6}\b/)?.[0] ?? "";
const byMail = (code: string) => ({ by: "mail" as const, code });
const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

describe("a code by mail", () => {
  test("goes to the person's address, is not in the subject, and is kept as a keyed digest only", async () => {
    const { user, person } = await signedIn();
    expect(await sendConfirmCode(person)).toEqual({ email: user.email });
    expect(outbox).toMatchObject([{ to: user.email }]);
    expect(outbox[0]?.subject).not.toContain(mailedCode());
    const rows = await systemDb().select().from(authChallenges).where(eq(authChallenges.userId, user.id));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.value.toString("latin1")).not.toContain(mailedCode());
  });

  test("confirms once, with a space in it too", async () => {
    const { person } = await signedIn();
    await sendConfirmCode(person);
    const code = mailedCode();
    const caller = createCaller((await signedIn()).context);
    await expect(caller.account.confirm(byMail(code))).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await confirmPerson(person, byMail(code));
    expect(await reasonOf(confirmPerson(person, byMail(code)))).toBe("auth.code_wrong");
  });

  test("counts once when it is shown many times at the same moment", async () => {
    const { person } = await signedIn();
    await sendConfirmCode(person);
    const code = mailedCode();
    const tries = Array.from({ length: 5 }, () => reasonOf(confirmPerson(person, byMail(code))));
    expect((await Promise.all(tries)).filter((reason) => reason === null)).toHaveLength(1);
  });

  test("is void after five wrong tries, also when they come all at once", async () => {
    const { person } = await signedIn();
    await sendConfirmCode(person);
    const code = mailedCode();
    const wrong = Array.from({ length: 5 }, () => reasonOf(confirmPerson(person, byMail(otherThan(code)))));
    expect(new Set(await Promise.all(wrong))).toEqual(new Set(["auth.code_wrong"]));
    expect(await reasonOf(confirmPerson(person, byMail(code)))).toBe("auth.code_wrong");
  });

  test("is void after ten minutes, in another session, and once a newer one was sent", async () => {
    const { person } = await signedIn();
    await sendConfirmCode(person);
    const first = mailedCode();
    const elsewhere = { ...person, sessionId: newId() };
    expect(await reasonOf(confirmPerson(elsewhere, byMail(first)))).toBe("auth.code_wrong");
    await sendConfirmCode(person);
    const second = mailedCode();
    if (first !== second) {
      expect(await reasonOf(confirmPerson(person, byMail(first)))).toBe("auth.code_wrong");
    }
    await systemDb()
      .update(authChallenges)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(authChallenges.userId, person.id));
    expect(await reasonOf(confirmPerson(person, byMail(second)))).toBe("auth.code_wrong");
  });

  test("is mailed five times in a quarter of an hour", async () => {
    const { person } = await signedIn();
    const asked = await Promise.all(Array.from({ length: 9 }, () => reasonOf(sendConfirmCode(person))));
    expect(asked.filter((reason) => reason === "auth.too_many_tries")).toHaveLength(4);
    expect(outbox).toHaveLength(5);
  });

  test("proves nothing for whoever has a second factor: the mailbox is the first", async () => {
    const { person } = await withTotp();
    await sendConfirmCode(person);
    const code = mailedCode();
    expect(await reasonOf(confirmPerson(person, byMail(code)))).toBe("auth.code_wrong");
    expect(await reasonOf(showSecondFactor(person, byMail(code)))).toBe("auth.code_wrong");
  });
});

describe("an old proof", () => {
  const makeOld = (sessionId: string) => {
    const anHourAgo = new Date(Date.now() - 3_600_000);
    return systemDb()
      .update(authSessions)
      .set({ createdAt: anHourAgo, confirmedAt: anHourAgo })
      .where(eq(authSessions.id, sessionId));
  };

  const callerOf = async ({ context, person }: Awaited<ReturnType<typeof signedIn>>) =>
    createCaller({ ...context, viewer: await viewerOfSession(person.sessionId) });

  test("opens no change of the account, and a fresh one does", async () => {
    const signed = await withTotp();
    await makeOld(signed.person.sessionId);
    const acts = async () => {
      const { account } = await callerOf(signed);
      return [
        () => account.startTotp(),
        () => account.removeTotp(),
        () => account.renewRecoveryCodes(),
        () => account.newPasskey(),
        () => account.revokeOtherSessions(),
      ];
    };
    for (const act of await acts()) {
      await expect(act()).rejects.toMatchObject({ cause: { reason: "auth.confirm_first" } });
    }
    await (await callerOf(signed)).account.confirm({ by: "totp", code: codeOf(signed.secret) });
    expect((await (await callerOf(signed)).account.renewRecoveryCodes()).recoveryCodes).toHaveLength(10);
  });

  test("is not made fresh by a wrong one", async () => {
    const signed = await withTotp();
    await makeOld(signed.person.sessionId);
    const { account } = await callerOf(signed);
    await expect(account.confirm({ by: "recovery", code: "aaaa-bbbb" })).rejects.toMatchObject({
      cause: { reason: "auth.code_wrong" },
    });
    await expect((await callerOf(signed)).account.removeTotp()).rejects.toMatchObject({
      cause: { reason: "auth.confirm_first" },
    });
  });
});
