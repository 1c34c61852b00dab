import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemSql } from "#db/client.ts";
import { requestSignInLink } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { outbox } from "#tests/support/outbox.ts";

const logged: string[] = [];

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

const itsOwn: unknown = Reflect.get(log(), pino.symbols.streamSym);
beforeAll(() => {
  Object.assign(log(), { [pino.symbols.streamSym]: { write: (line: string) => logged.push(line) } });
});
afterAll(() => {
  Object.assign(log(), { [pino.symbols.streamSym]: itsOwn });
});

const atOnce = 100;

async function ask(email: string, ip: string): Promise<string> {
  try {
    await requestSignInLink({ email, ip, locale: "en" });
    return "mailed";
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
}

async function flood(tries: number, emailOf: (n: number) => string, ipOf: (n: number) => string) {
  const outcomes = new Map<string, number>();
  for (let n = 0; n < tries; n += atOnce) {
    const batch = Array.from({ length: atOnce }, (_, index) => ask(emailOf(n + index), ipOf(n + index)));
    for (const outcome of await Promise.all(batch)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return Object.fromEntries(outcomes);
}

test("10,000 tries from one network get twenty mails, leave a handful of rows, and say nothing to the log", async () => {
  const email = (n: number) => `flood-${n}@example.com`;
  // A /64 is one customer, whatever address within it is used.
  const ip = (n: number) => `2001:db8:f100:d::${n.toString(16)}`;
  expect(await flood(10_000, email, ip)).toEqual({ mailed: 20, "auth.too_many_links": 9_980 });
  expect(outbox).toHaveLength(20);
  const [kept] = await systemSql()<{ links: number }[]>`
    select count(*)::int as links from verification_tokens where identifier like 'flood-%'`;
  expect(kept).toEqual({ links: 20 });
  expect(logged).toEqual([]);
}, 120_000);

test("1,000 tries for one address, from as many networks, get five mails", async () => {
  outbox.length = 0;
  const ip = (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
  const outcomes = await flood(1_000, () => "victim-of-flood@example.com", ip);
  expect(outcomes).toEqual({ mailed: 5, "auth.too_many_links": 995 });
  expect(outbox).toHaveLength(5);
}, 120_000);
