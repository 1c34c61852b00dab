"use client";

import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { useEffect } from "react";
import { timeZoneCookie } from "#app/_lib/i18n/time-zone.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/**
 * Tells the server the reader's time zone, so that server and browser write the same times.
 * The first visit is written in UTC and refreshed at once; later ones are right from the start.
 */
export function TimeZoneCookie() {
  const router = useRouter();
  const known = useTimeZone();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const value = `${timeZoneCookie}=${encodeURIComponent(actual)}`;
    if (actual === known || document.cookie.includes(value)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http, where people try this out
    document.cookie = `${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
    router.refresh();
  }, [known, router]);
  return null;
}
