"use server";

import { cookies } from "next/headers";
import { isLocale, localeCookie } from "./locales.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/** Remembers the chosen language in a cookie and renders the page again. Ignores a locale that we do not have. */
export async function setLocale(locale: string): Promise<void> {
  if (!isLocale(locale)) return;
  const jar = await cookies();
  jar.set(localeCookie, locale, { path: "/", maxAge: yearSeconds, sameSite: "lax" });
}
