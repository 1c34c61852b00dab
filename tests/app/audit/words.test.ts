import { glob, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { locales } from "#app/_lib/i18n/locales.ts";
import { loadMessages } from "#app/_lib/i18n/messages.ts";
import { noFilters, toAuditFilter } from "#app/w/[workspace]/settings/audit/search-params.ts";
import { permissions } from "#server/members/roles.ts";

/** What follows on `action`, up to the end of the statement or the next field. */
const recorded = /\b(?:action\b|recordAccount\()[^;]{0,160}/g;
const act = /["`]([a-z_]+)\.(\$\{verb\}|[a-z_]+)["`]/g;
const numberVerbs = ["start", "stop", "restart", "logout"];

/** Every act that the source records, `number.start` say. */
async function recordedActs(): Promise<string[]> {
  const found = new Set<string>();
  for await (const path of glob("{server,scripts}/**/*.ts")) {
    const text = path.includes("generated") ? "" : await readFile(path, "utf8");
    if (!/\brecord(Account)?\(/.test(text)) continue;
    for (const [statement] of text.matchAll(recorded)) {
      for (const [, entity = "", verb = ""] of statement.matchAll(act)) {
        const verbs = verb.startsWith("$") ? numberVerbs : [verb];
        for (const one of verbs) found.add(`${entity}.${one}`);
      }
    }
  }
  return [...found].sort();
}

function textAt(messages: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (node, key) =>
        Object.entries(typeof node === "object" && node !== null ? node : {}).find(
          ([name]) => name === key,
        )?.[1],
      messages,
    );
}

test("the search for recorded acts finds them", async () => {
  expect(await recordedActs()).toEqual(
    expect.arrayContaining(["number.logout", "connection.replace_key", "connection.connect", "audit.prune"]),
  );
});

test.each(locales)(
  "every act that is recorded has a sentence, and its entity a name (%s)",
  async (locale) => {
    const messages = await loadMessages(locale);
    const acts = await recordedActs();
    const missing = acts.filter((name) => typeof textAt(messages, `audit.actions.${name}`) !== "string");
    expect(missing, "add them to app/_messages/*/audit.json under actions").toEqual([]);
    const entities = new Set([...acts, ...permissions].map((name) => name.split(".")[0] ?? name));
    const nameless = [...entities].filter(
      (name) => typeof textAt(messages, `audit.entities.${name}`) !== "string",
    );
    expect(nameless, "add them under entities").toEqual([]);
  },
);

test.each(locales)("every refusal has a sentence (%s)", async (locale) => {
  const messages = await loadMessages(locale);
  const refusals = [...permissions, "workspace.enter"];
  expect(refusals.filter((name) => typeof textAt(messages, `audit.refused.${name}`) !== "string")).toEqual(
    [],
  );
});

/** Why somebody was not allowed to do something, by whatever in the source says so. */
async function refusalReasons(): Promise<string[]> {
  const found = new Set(["workspace.not_found"]);
  for await (const path of glob("server/**/*.ts")) {
    if (path.includes("generated")) continue;
    const text = await readFile(path, "utf8");
    for (const [, reason = ""] of text.matchAll(/"forbidden",\s+"([a-z_.]+)"/g)) found.add(reason);
  }
  // Asked of no workspace.
  found.delete("origin.foreign");
  return [...found].sort();
}

test.each(locales)("every reason of a refusal has a sentence (%s)", async (locale) => {
  const messages = await loadMessages(locale);
  const reasons = await refusalReasons();
  expect(reasons).toEqual(expect.arrayContaining(["token.scope", "member.owners_only"]));
  expect(reasons.filter((name) => typeof textAt(messages, `audit.reasons.${name}`) !== "string")).toEqual([]);
});

test("days of the address are those of the reader, also when the clocks change", () => {
  const day = (from: string, timeZone: string) => {
    const filter = toAuditFilter({ ...noFilters, from, to: from }, timeZone);
    return [filter.from, filter.to];
  };
  expect(day("2026-07-01", "UTC")).toEqual(["2026-07-01T00:00:00.000Z", "2026-07-01T23:59:59.999Z"]);
  expect(day("2026-07-01", "Asia/Shanghai")).toEqual([
    "2026-06-30T16:00:00.000Z",
    "2026-07-01T15:59:59.999Z",
  ]);
  expect(day("2026-03-29", "Europe/Warsaw")).toEqual([
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T21:59:59.999Z",
  ]);
  expect(day("2026-10-25", "Europe/Warsaw")).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T22:59:59.999Z",
  ]);
  expect(day("2026-07-01", "Asia/Kolkata")[0]).toBe("2026-06-30T18:30:00.000Z");
});
