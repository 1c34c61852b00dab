import { readdirSync } from "node:fs";
import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { chooseLocale, type Locale, locales } from "#app/_lib/i18n/locales.ts";
import { clientMessages, loadMessages } from "#app/_lib/i18n/messages.ts";
import { chooseTimeZone } from "#app/_lib/i18n/time-zone.ts";
import { namespaces } from "#app/_messages/namespaces.ts";

/** Every message of a locale under its full key, `shell.live.connected` say. */
async function flatMessages(locale: Locale): Promise<Map<string, string>> {
  const flat = new Map<string, string>();
  function walk(node: unknown, path: string) {
    if (typeof node === "string") flat.set(path, node);
    else if (typeof node === "object" && node !== null && !Array.isArray(node)) {
      for (const [key, child] of Object.entries(node)) walk(child, path ? `${path}.${key}` : key);
    } else throw new Error(`${locale} ${path}: a message is text or a group of messages`);
  }
  walk(await loadMessages(locale), "");
  return flat;
}

/** The text between the brace at `start` and its partner. */
function braced(text: string, start: number): string {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === "{") depth++;
    if (text[index] === "}" && --depth === 0) return text.slice(start + 1, index);
  }
  throw new Error(`a brace is not closed in "${text}"`);
}

/** Names of ICU arguments and rich-text tags, in all branches of plurals and selects. */
function placeholders(message: string): string[] {
  const found = new Set<string>();
  const text = message.replaceAll(/'[{}<>][^']*'/g, "");
  for (const [, tag] of text.matchAll(/<(\w+)\/?>/g)) found.add(`<${tag}>`);
  for (let index = text.indexOf("{"); index >= 0; index = text.indexOf("{", index)) {
    const inner = braced(text, index);
    index += inner.length + 2;
    const [name = "", type = ""] = inner.split(",").map((part) => part.trim());
    found.add(name);
    if (!["plural", "select", "selectordinal"].includes(type)) continue;
    for (let branch = inner.indexOf("{"); branch >= 0; branch = inner.indexOf("{", branch)) {
      const branchText = braced(inner, branch);
      branch += branchText.length + 2;
      for (const nested of placeholders(branchText)) found.add(nested);
    }
  }
  return [...found].sort();
}

/** What the formatter finds wrong with a message's syntax; a value that is not given is no syntax error. */
function syntaxErrors(locale: Locale, text: string): string[] {
  const errors: string[] = [];
  const translate = createTranslator({
    locale,
    messages: { text },
    onError: (error) => {
      if (error.code !== "FORMATTING_ERROR") errors.push(error.message);
    },
  });
  translate("text");
  return errors;
}

describe("the test's own tools", () => {
  test("find the arguments of every branch and take no branch's words for one", () => {
    const message = "{count, plural, =0 {nothing for {name}} one {# event} other {events}} in <b>{place}</b>";
    expect(placeholders(message)).toEqual(["<b>", "count", "name", "place"]);
  });

  test("notice broken ICU", () => {
    expect(syntaxErrors("en", "Hello {name")).not.toEqual([]);
    expect(syntaxErrors("en", "{count, plural, one {x}}")).not.toEqual([]);
    expect(syntaxErrors("en", "Hello {name}")).toEqual([]);
  });
});

describe("messages", () => {
  test.each(locales)("in %s have one file for each namespace, and no file that nothing loads", (locale) => {
    const files = readdirSync(new URL(`../../app/_messages/${locale}/`, import.meta.url)).sort();
    expect(files).toEqual(namespaces.map((namespace) => `${namespace}.json`).sort());
  });

  test.each(locales)("in %s are valid ICU and say something", async (locale) => {
    const wrong: string[] = [];
    for (const [key, text] of await flatMessages(locale)) {
      if (text.trim() === "") wrong.push(`${key} is empty`);
      for (const error of syntaxErrors(locale, text)) wrong.push(`${key}: ${error}`);
    }
    expect(wrong).toEqual([]);
  });

  test("exist in every language with the same keys and the same placeholders", async () => {
    const shapes = await Promise.all(
      locales.map(async (locale) => {
        const messages = await flatMessages(locale);
        return Object.fromEntries([...messages].map(([key, text]) => [key, placeholders(text)]));
      }),
    );
    for (const shape of shapes) expect(shape).toEqual(shapes[0]);
  });

  test("that only the server reads are not sent to the browser", async () => {
    const sent = clientMessages(await loadMessages("en"));
    expect(Object.keys(sent)).not.toContain("landing");
    expect(Object.keys(sent)).toContain("common");
  });
});

describe("the language of a request", () => {
  test.each([
    ["the cookie wins over the header", "zh-CN", "en", "zh-CN"],
    ["an unknown cookie is ignored", "tlh", "zh-CN,zh;q=0.9", "zh-CN"],
    ["the header's preferences count, not its order", undefined, "en;q=0.2, zh;q=0.9", "zh-CN"],
    ["a refused language is not chosen", undefined, "zh;q=0, fr", "en"],
    ["a regional variant finds its language", undefined, "en-GB,zh;q=0.5", "en"],
    ["nothing known falls back to English", undefined, "fr,de;q=0.8", "en"],
    ["a nonsense header falls back to English", undefined, ";;q=,,=", "en"],
    ["no header falls back to English", undefined, null, "en"],
  ] as const)("%s", (_promise, cookie, header, expected) => {
    expect(chooseLocale(cookie, header)).toBe(expected);
  });
});

describe("the time zone of a request", () => {
  test.each([
    ["a real zone is used", "Europe/Stockholm", "Europe/Stockholm"],
    ["an invented one becomes UTC", "Mars/Olympus", "UTC"],
    ["no cookie means UTC", undefined, "UTC"],
  ] as const)("%s", (_promise, cookie, expected) => {
    expect(chooseTimeZone(cookie)).toBe(expected);
  });
});

test("the words of a choice in errors are no names of values: they would be looked for among those", async () => {
  for (const locale of locales) {
    const errors = [...(await flatMessages(locale))].filter(([key]) => key.startsWith("errors."));
    for (const [key, text] of errors) {
      // What stands in braces after a choice's name, and is one word, reads as a value's name.
      const named = [...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name]) => name);
      expect(placeholders(text), `${locale} ${key}`).toEqual(expect.arrayContaining(named));
    }
  }
});
