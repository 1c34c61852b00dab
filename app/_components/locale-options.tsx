"use client";

import { useLocale, useTranslations } from "next-intl";
import { startTransition } from "react";
import { localeNames, locales } from "#app/_lib/i18n/locales.ts";
import { setLocale } from "#app/_lib/i18n/set-locale.ts";
import { DropdownMenuRadioGroup, DropdownMenuRadioItem } from "#app/_ui/dropdown-menu.tsx";

/** The choices alone, for a menu that has others too. */
export function LocaleOptions() {
  const t = useTranslations("common");
  return (
    <DropdownMenuRadioGroup
      value={useLocale()}
      onValueChange={(locale) => startTransition(() => setLocale(locale))}
      aria-label={t("language")}
    >
      {locales.map((locale) => (
        <DropdownMenuRadioItem key={locale} value={locale} lang={locale}>
          {localeNames[locale]}
        </DropdownMenuRadioItem>
      ))}
    </DropdownMenuRadioGroup>
  );
}
