import { beforeEach, describe, expect, test, vi } from "vitest";
import { systemSql } from "#db/client.ts";
import { requestSignInLink, sessionCookieName } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import type { Mail } from "#server/mail/index.ts";
import { makeUser } from "#tests/support/factories.ts";
import { outbox } from "#tests/support/outbox.ts";
import { askNextAuth } from "./next-auth.ts";

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

beforeEach(() => {
  outbox.length = 0;
});

let lastIp = 0;
const freshIp = () => {
  lastIp += 1;
  return `192.0.2.${lastIp}`;
};
const freshEmail = () => `${crypto.randomUUID()}@example.com`;

const ask = (email: string, ip = freshIp(), locale: "en" | "zh-CN" = "en") =>
  requestSignInLink({ email, ip, locale, callbackPath: "/w/shop" });

const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: unknown) => (error instanceof DomainError ? error : Promise.reject(error)),
  );

describe("asking for a sign-in link", () => {
  test("mails a page of ours whose parts sign the person in", async () => {
    const email = freshEmail();
    await ask(` ${email.toUpperCase()}`);
    const [mail] = outbox;
    expect(mail?.to).toBe(email);
    const url = new URL(mail?.text.match(/http\S+/)?.[0] ?? "");
    expect(`${url.origin}${url.pathname}`).toBe("http://localhost:3000/sign-in/link");
    const { token = "", callback = "", ...rest } = Object.fromEntries(url.searchParams);
    expect(rest).toEqual({ email });
    const query = new URLSearchParams({ token, email, callbackUrl: callback });
    const answer = await askNextAuth(`/api/auth/callback/email?${query}`);
    expect(answer.location).toBe("http://localhost:3000/w/shop");
    expect(answer.cookies.has(sessionCookieName())).toBe(true);
  });

  test("writes in the reader's language", async () => {
    await ask(freshEmail(), freshIp(), "zh-CN");
    expect(outbox[0]?.subject).toContain("登录");
  });

  test("gives known and unknown addresses the same answer by the same queries", async () => {
    const known = await makeUser(freshEmail());
    const queries = vi.spyOn(systemSql(), "unsafe");
    const traceOf = async (email: string) => {
      queries.mockClear();
      const answer = await ask(email);
      return { isEcho: answer === email, queries: queries.mock.calls.map(([query]) => query) };
    };
    const unknownTrace = await traceOf(freshEmail());
    const knownTrace = await traceOf(known.email);
    queries.mockRestore();
    expect(unknownTrace.queries.length).toBeGreaterThan(0);
    expect(knownTrace).toEqual(unknownTrace);
    expect(unknownTrace.queries.join("\n")).not.toContain('"users"');
    const shape = (mail: Mail | undefined) => [mail?.subject, mail?.text.split("\n").length];
    expect(shape(outbox[1])).toEqual(shape(outbox[0]));
  });

  test("refuses the sixth for one address within a quarter of an hour, from wherever, and says how long to wait", async () => {
    const email = freshEmail();
    for (let count = 0; count < 5; count += 1) await ask(email);
    const refusal = await refusalOf(ask(email.toUpperCase()));
    expect(refusal).toMatchObject({
      code: "limited",
      reason: "auth.too_many_links",
      params: { minutes: 15 },
    });
    expect(refusal?.retryAfterMs).toBeGreaterThan(14 * 60_000);
    expect(outbox).toHaveLength(5);
  });

  test("refuses the twenty-first from one network, without counting it on the address", async () => {
    const network = "2001:db8:1:2:";
    for (let count = 0; count < 20; count += 1) await ask(freshEmail(), `${network}:${count + 1}`);
    const victim = freshEmail();
    for (let count = 0; count < 6; count += 1) {
      const refusal = await refusalOf(ask(victim, `${network}ffff::1`));
      expect(refusal?.reason).toBe("auth.too_many_links");
    }
    await ask(victim);
    expect(outbox).toHaveLength(21);
  });

  test.each([
    "",
    "nobody",
    "a@b",
    "a@@example.com",
    "a@example.com,b@example.com",
    '"a b"@example.com',
    "a@example.com\nbcc: b@example.com",
  ])("refuses %j without a mail", async (email) => {
    expect(await refusalOf(ask(email))).toMatchObject({ code: "invalid", reason: "auth.email_invalid" });
    expect(outbox).toHaveLength(0);
  });
});
