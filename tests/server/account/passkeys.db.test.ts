import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { authChallenges, passkeys } from "#db/schema/index.ts";
import { addPasskey, newPasskeyOptions } from "#server/account/add-passkey.ts";
import { removePasskey, renamePasskey } from "#server/account/change-passkey.ts";
import { passkeyProofOptions, passkeySignInOptions, signInWithPasskey } from "#server/account/index.ts";
import { confirmPerson, showSecondFactor } from "#server/account/prove.ts";
import { readSecurity } from "#server/account/reads.ts";
import { sessionCookieName, viewerFromCookies } from "#server/auth/index.ts";
import { newId } from "#server/core/ids.ts";
import { type Manner, makeAuthenticator } from "./authenticator.ts";
import { freshIp, newsOf, reasonOf, signedIn } from "./fixtures.ts";

const browser = () => ({ userAgent: null, ip: freshIp(), device: null, locale: "en" });

async function withPasskey(manner: Manner = {}) {
  const signed = await signedIn();
  const authenticator = makeAuthenticator();
  const { challenge } = await newPasskeyOptions(signed.person, signed.user);
  const response = authenticator.register(challenge, manner);
  const added = await addPasskey(signed.person, { name: "Phone", response });
  return { ...signed, authenticator, response, added };
}

describe("adding a passkey", () => {
  test("makes it sign in by itself, and gives recovery codes with the first factor", async () => {
    const { user, added } = await withPasskey();
    expect(added.recoveryCodes).toHaveLength(10);
    expect(await newsOf(user.id)).toEqual(["passkey_added"]);
    const { passkeys: list } = await readSecurity(user.id, user.email);
    expect(list).toMatchObject([{ name: "Phone", lastUsedAt: null }]);
  });

  test.each<[string, Manner]>([
    ["made for another site", { origin: "https://moltdesk.evil.example" }],
    ["made for another host", { rpId: "evil.example" }],
    ["that did not check the person", { isVerified: false }],
  ])("refuses one %s", async (_how, manner) => {
    expect(await reasonOf(withPasskey(manner))).toBe("security.passkey_not_added");
  });

  test("takes an answer once, in its own session, and within five minutes", async () => {
    const { person, response, user } = await withPasskey();
    expect(await reasonOf(addPasskey(person, { name: "Again", response }))).toBe(
      "security.passkey_not_added",
    );
    const other = await signedIn();
    const fresh = makeAuthenticator();
    const { challenge } = await newPasskeyOptions(person, user);
    const theirs = { name: "Theirs", response: fresh.register(challenge) };
    expect(await reasonOf(addPasskey(other.person, theirs))).toBe("security.passkey_not_added");
    const elsewhere = { ...person, sessionId: newId() };
    expect(await reasonOf(addPasskey(elsewhere, theirs))).toBe("security.passkey_not_added");
    await systemDb()
      .update(authChallenges)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(authChallenges.userId, person.id));
    expect(await reasonOf(addPasskey(person, theirs))).toBe("security.passkey_not_added");
  });

  test("takes one answer of two that come at the same moment", async () => {
    const { person, user } = await signedIn();
    const authenticator = makeAuthenticator();
    const { challenge } = await newPasskeyOptions(person, user);
    const response = authenticator.register(challenge);
    const tries = Array.from({ length: 4 }, () => reasonOf(addPasskey(person, { name: "Race", response })));
    expect((await Promise.all(tries)).filter((reason) => reason === null)).toHaveLength(1);
  });

  test("refuses a credential that somebody has already", async () => {
    const { authenticator } = await withPasskey();
    const other = await signedIn();
    const { challenge } = await newPasskeyOptions(other.person, other.user);
    const stolen = { name: "Stolen", response: authenticator.register(challenge) };
    expect(await reasonOf(addPasskey(other.person, stolen))).toBe("security.passkey_exists");
  });
});

describe("changing passkeys", () => {
  test("is for their owner alone", async () => {
    const [anna, ben] = [await withPasskey(), await signedIn()];
    const passkeyId = anna.authenticator.id;
    expect(await reasonOf(renamePasskey(ben.user.id, { passkeyId, name: "Mine" }))).toBe("passkey.not_found");
    expect(await reasonOf(removePasskey(ben.person, passkeyId))).toBe("passkey.not_found");
    await renamePasskey(anna.user.id, { passkeyId, name: "Laptop" });
    const { passkeys: list } = await readSecurity(anna.user.id, anna.user.email);
    expect(list[0]?.name).toBe("Laptop");
  });

  test("the last one's removal is told as the end of the second factor", async () => {
    const { user, person, authenticator } = await withPasskey();
    await removePasskey(person, authenticator.id);
    expect(await newsOf(user.id)).toEqual(["passkey_added", "passkey_removed", "two_factor_off"]);
    expect((await readSecurity(user.id, user.email)).recoveryCodesLeft).toBe(0);
  });
});

async function signIn(sign: (challenge: string) => unknown) {
  const { options, browserId } = await passkeySignInOptions(freshIp());
  return signInWithPasskey({ response: sign(options.challenge), browserId }, browser());
}

describe("signing in with a passkey", () => {
  test("makes a whole session: nothing else is asked", async () => {
    const { user, authenticator } = await withPasskey();
    const { session } = await signIn((challenge) => authenticator.sign(challenge));
    const viewer = await viewerFromCookies(`${sessionCookieName()}=${session}`);
    expect(viewer).toMatchObject({ id: user.id, hasTwoFactor: true });
  });

  test.each<[string, Manner]>([
    ["given to another site", { origin: "https://moltdesk.evil.example" }],
    ["given to another host", { rpId: "evil.example" }],
    ["without a check of the person", { isVerified: false }],
    ["of an authenticator that was copied", { counter: 1 }],
  ])("refuses a signature %s", async (_how, manner) => {
    const { authenticator } = await withPasskey();
    await signIn((challenge) => authenticator.sign(challenge, { counter: 10 }));
    expect(
      await reasonOf(signIn((challenge) => authenticator.sign(challenge, { counter: 11, ...manner }))),
    ).toBe("auth.passkey_unknown");
  });

  test("says the same of an unknown passkey, a wrong signature, and an answer to nothing", async () => {
    const { authenticator } = await withPasskey();
    const stranger = makeAuthenticator();
    const answers: ((challenge: string) => unknown)[] = [
      (challenge) => stranger.sign(challenge),
      (challenge) => ({ ...stranger.sign(challenge), id: authenticator.id, rawId: authenticator.id }),
      () => authenticator.sign(Buffer.alloc(32).toString("base64url")),
      () => ({ id: "x" }),
      () => null,
      () => "text",
    ];
    for (const answer of answers) expect(await reasonOf(signIn(answer))).toBe("auth.passkey_unknown");
  });

  test("takes an answer once, and only from the browser that was asked", async () => {
    const { authenticator } = await withPasskey();
    const { options, browserId } = await passkeySignInOptions(freshIp());
    const response = authenticator.sign(options.challenge);
    for (const other of [null, newId(), "no id"]) {
      const stolen = signInWithPasskey({ response, browserId: other }, browser());
      expect(await reasonOf(stolen)).toBe("auth.passkey_unknown");
    }
    const tries = Array.from({ length: 4 }, () =>
      reasonOf(signInWithPasskey({ response, browserId }, browser())),
    );
    expect((await Promise.all(tries)).filter((reason) => reason === null)).toHaveLength(1);
  });

  test("is counted by network", async () => {
    const ip = freshIp();
    const outcomes = await Promise.all(
      Array.from({ length: 70 }, () =>
        reasonOf(signInWithPasskey({ response: null, browserId: null }, { ...browser(), ip })),
      ),
    );
    expect(outcomes.filter((reason) => reason === "auth.too_many_tries")).toHaveLength(10);
  });
});

describe("a passkey as a proof", () => {
  test("counts for its owner, once, and not for the purpose that it was not asked for", async () => {
    const { person, authenticator } = await withPasskey();
    const { challenge } = await passkeyProofOptions(person);
    const response = authenticator.sign(challenge);
    await confirmPerson(person, { by: "passkey", response });
    const again = confirmPerson(person, { by: "passkey", response });
    expect(await reasonOf(again)).toBe("auth.passkey_refused");
    const { options } = await passkeySignInOptions(freshIp());
    const signInAnswer = authenticator.sign(options.challenge);
    const crossed = showSecondFactor(person, { by: "passkey", response: signInAnswer });
    expect(await reasonOf(crossed)).toBe("auth.passkey_refused");
  });

  test("of somebody else proves nothing", async () => {
    const [anna, ben] = [await withPasskey(), await withPasskey()];
    const { challenge, allowCredentials } = await passkeyProofOptions(ben.person);
    expect(allowCredentials?.map(({ id }) => id)).toEqual([ben.authenticator.id]);
    const response = anna.authenticator.sign(challenge);
    expect(await reasonOf(confirmPerson(ben.person, { by: "passkey", response }))).toBe(
      "auth.passkey_refused",
    );
    const [row] = await systemDb().select().from(passkeys).where(eq(passkeys.id, anna.authenticator.id));
    expect(row?.lastUsedAt).toBeNull();
  });
});
