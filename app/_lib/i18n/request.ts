import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, localeCookie } from "./locales.ts";
import { loadMessages } from "./messages.ts";
import { chooseTimeZone, timeZoneCookie } from "./time-zone.ts";

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(jar.get(localeCookie)?.value, head.get("accept-language"));
  return {
    locale,
    messages: await loadMessages(locale),
    timeZone: chooseTimeZone(jar.get(timeZoneCookie)?.value),
    now: new Date(),
  };
});
