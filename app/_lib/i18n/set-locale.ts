"use server";

import { cookies } from "next/headers";
import { currentViewer } from "#app/_lib/auth/viewer.ts";
import { rememberLocale } from "#server/auth/index.ts";
import { isLocale, localeCookie } from "./locales.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/**
 * Remembers the chosen language in a cookie, and for mails to whoever is signed in, and renders the page again. Ignores
 * a locale that we do not have.
 */
export async function setLocale(locale: string): Promise<void> {
  if (!isLocale(locale)) return;
  const jar = await cookies();
  jar.set(localeCookie, locale, { path: "/", maxAge: yearSeconds, sameSite: "lax" });
  const viewer = await currentViewer();
  if (viewer) await rememberLocale(viewer.id, locale);
}
