import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Logo } from "#app/_components/logo.tsx";
import { PublicPreferences } from "#app/_components/public-preferences.tsx";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { ApiProvider } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Toaster } from "#app/_ui/toaster.tsx";

/** What belongs to a person, whatever workspaces they are in. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  await requireViewer();
  const t = await getTranslations("security.account");
  return (
    <ApiProvider>
      <div className="flex min-h-dvh flex-col">
        <header className="flex h-14 items-center gap-1 border-b px-4 sm:px-6">
          <Link href="/w" className="me-auto inline-flex h-9 items-center rounded-md">
            <Logo />
          </Link>
          <PublicPreferences />
        </header>
        <main className="mx-auto grid w-full max-w-3xl gap-6 p-4 pb-16 sm:p-6">
          <Button asChild variant="link" className="justify-self-start text-muted-foreground text-xs">
            <Link href="/w">
              <ArrowLeft aria-hidden className="rtl:rotate-180" />
              {t("back")}
            </Link>
          </Button>
          {children}
        </main>
      </div>
      <Toaster />
    </ApiProvider>
  );
}
