import { readFile } from "node:fs/promises";
import { createTranslator } from "next-intl";
import type { Locale } from "#app/_lib/i18n/locales.ts";
import { namespaces } from "#app/_messages/namespaces.ts";

/** The text of a full key, `destinations.add` say, as the product shows it. */
export type Words = (key: string, values?: Record<string, string | number>) => string;

type Translator = { locale: Locale; messages: object; onError: (error: Error) => void };
// Keys are proven as they are used: the type checker would go through all two thousand for each of them.
const translatorOf = createTranslator as unknown as (translator: Translator) => Words;

const folder = new URL("../../../app/_messages/", import.meta.url);

/**
 * The product's own texts, so that a journey names what it uses in every language.
 * @returns a function that throws on a key that is not there, and on a value that is missing
 */
export async function words(locale: Locale): Promise<Words> {
  const files = await Promise.all(
    namespaces.map(async (namespace) => {
      const text = await readFile(new URL(`${locale}/${namespace}.json`, folder), "utf8");
      return [namespace, JSON.parse(text)] as const;
    }),
  );
  return translatorOf({
    locale,
    messages: Object.fromEntries(files),
    onError: (error) => {
      throw error;
    },
  });
}

/** Finds a text whose values are not all known: "…" stands for any of them. */
export function matching(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", ".+"));
}
