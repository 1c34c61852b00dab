export const locales = ["en", "zh-CN"] as const;

export type Locale = (typeof locales)[number];

const defaultLocale: Locale = "en";

export const localeCookie = "moltdesk.locale";

/** How each language calls itself; never translated, so that people find their own. */
export const localeNames: Record<Locale, string> = { en: "English", "zh-CN": "简体中文" };

export function isLocale(value: string | undefined): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The locale to use: the cookie's choice, else the best of an `Accept-Language` header, else English. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = parameters.map((parameter) => parameter.trim()).find((p) => p.startsWith("q="));
      return { language: tag.toLowerCase().split("-")[0], quality: quality ? Number(quality.slice(2)) : 1 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const match = locales.find((locale) => locale.toLowerCase().split("-")[0] === language);
    if (match) return match;
  }
  return defaultLocale;
}
