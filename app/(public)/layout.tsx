import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Logo } from "#app/_components/logo.tsx";
import { PublicPreferences } from "#app/_components/public-preferences.tsx";
import { Button } from "#app/_ui/button.tsx";

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader />
      {children}
      <SiteFooter />
    </div>
  );
}

function SiteHeader() {
  const t = useTranslations("landing.header");
  return (
    <header className="sticky top-0 z-30 bg-background/75 backdrop-blur-md">
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-1 px-4 sm:px-6">
        <Link href="/" className="me-auto inline-flex h-9 items-center rounded-md">
          <Logo />
        </Link>
        <PublicPreferences />
        <Button asChild variant="ghost">
          <Link href="/pricing">{t("pricing")}</Link>
        </Button>
        <Button asChild variant="ghost" className="max-sm:hidden">
          <Link href="/sign-in">{t("signIn")}</Link>
        </Button>
        <Button asChild className="ms-1">
          <Link href="/sign-in">{t("startFree")}</Link>
        </Button>
      </div>
    </header>
  );
}

function SiteFooter() {
  const t = useTranslations("landing.footer");
  return (
    <footer className="mt-auto border-t">
      <div className="mx-auto flex max-w-6xl flex-col gap-2 px-4 py-8 text-muted-foreground text-sm sm:flex-row sm:items-center sm:px-6">
        <Logo className="text-foreground" />
        <p className="sm:ms-3">{t("text")}</p>
        <p className="sm:ms-auto">{t("legal")}</p>
      </div>
    </footer>
  );
}
