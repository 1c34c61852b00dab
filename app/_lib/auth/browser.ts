import type { NextRequest } from "next/server";
import { chooseLocale, localeCookie } from "#app/_lib/i18n/locales.ts";
import { type Browser, deviceCookieName, deviceMaxAgeSeconds } from "#server/account/index.ts";
import { setCookieLine } from "#server/auth/index.ts";
import { clientIpHeader } from "#server/http/security.ts";

/** Who sends a request, as far as a session keeps it. */
export function browserOf({ headers, cookies }: NextRequest): Browser {
  return {
    userAgent: headers.get("user-agent"),
    ip: headers.get(clientIpHeader),
    device: cookies.get(deviceCookieName())?.value ?? null,
    locale: chooseLocale(cookies.get(localeCookie)?.value, headers.get("accept-language")),
  };
}

/** The `Set-Cookie` line by which we know the browser again. */
export const deviceCookieLine = (device: string) =>
  setCookieLine(deviceCookieName(), device, deviceMaxAgeSeconds);
