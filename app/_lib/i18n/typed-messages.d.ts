import type { Messages as AppMessages } from "#app/_messages/namespaces.ts";
import type { Locale as AppLocale } from "./locales.ts";

declare module "next-intl" {
  interface AppConfig {
    Locale: AppLocale;
    Messages: AppMessages;
  }
}
