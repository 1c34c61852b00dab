import { useTranslations } from "next-intl";

/** Gives a function that says why an attempt did not count; null without a cause, or for one that is not known here. */
export function useCauseText(): (error: string | null) => string | null {
  const t = useTranslations("destinations.cause");
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);
  return (error) => (error !== null && isKey(error) ? t(error) : null);
}
