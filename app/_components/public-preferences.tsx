"use client";

import { Languages, Moon, Sun } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { startTransition } from "react";
import { localeNames, locales } from "#app/_lib/i18n/locales.ts";
import { setLocale } from "#app/_lib/i18n/set-locale.ts";
import { useIsLive } from "#app/_lib/of-browser.ts";
import { IconSelect } from "./icon-select.tsx";

/** Language and theme, for pages outside a workspace. */
export function PublicPreferences() {
  const t = useTranslations("common");
  const locale = useLocale();
  const { theme = "system", setTheme } = useTheme();
  // Only the browser knows the chosen theme; until it has taken over, both sides say the default.
  const isLive = useIsLive();
  return (
    <>
      <IconSelect
        label={t("language")}
        icon={<Languages aria-hidden />}
        value={locale}
        options={locales.map((value) => ({ value, label: localeNames[value], lang: value }))}
        onChange={(value) => {
          const chosen = locales.find((known) => known === value);
          if (chosen) startTransition(() => setLocale(chosen));
        }}
      />
      <IconSelect
        label={t("theme.label")}
        icon={
          <>
            <Sun className="dark:hidden" aria-hidden />
            <Moon className="hidden dark:block" aria-hidden />
          </>
        }
        value={isLive ? theme : "system"}
        options={(["light", "dark", "system"] as const).map((value) => ({
          value,
          label: t(`theme.${value}`),
        }))}
        onChange={setTheme}
      />
    </>
  );
}
