import { type Messages, namespaces } from "#app/_messages/namespaces.ts";
import type { Locale } from "./locales.ts";

/** Read only by server components, so the browser need not download them. */
const serverOnly: readonly string[] = ["landing", "pricing"];

/** All messages of a locale, one key for each namespace. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const entries = await Promise.all(
    namespaces.map(async (namespace) => {
      const file = await import(`../../_messages/${locale}/${namespace}.json`);
      return [namespace, file.default] as const;
    }),
  );
  // The list of namespaces and the i18n test, which compares the locales key by key, stand behind this cast.
  return Object.fromEntries(entries) as Messages;
}

/** The part of the messages that client components may use. */
export function clientMessages(messages: Messages): Partial<Messages> {
  return Object.fromEntries(
    Object.entries(messages).filter(([namespace]) => !serverOnly.includes(namespace)),
  );
}
