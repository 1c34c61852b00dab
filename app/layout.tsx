import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ThemeProvider } from "./_components/theme-provider.tsx";
import { TimeZoneCookie } from "./_components/time-zone-cookie.tsx";
import { clientMessages } from "./_lib/i18n/messages.ts";
import { NonceProvider } from "./_ui/nonce.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return {
    title: { default: `${t("appName")} · ${t("tagline")}`, template: `%s · ${t("appName")}` },
    description: t("description"),
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfdfd" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1214" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, messages, head] = await Promise.all([getLocale(), getMessages(), headers()]);
  return (
    // The theme script sets the class before React arrives, which React would report as a mismatch.
    <html
      lang={locale}
      data-scroll-behavior="smooth"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <NextIntlClientProvider messages={clientMessages(messages)}>
          <NonceProvider nonce={head.get("x-nonce") ?? undefined}>
            <ThemeProvider>
              {children}
              <TimeZoneCookie />
            </ThemeProvider>
          </NonceProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
