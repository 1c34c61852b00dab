import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#app/_components/logo.tsx";
import { PublicPreferences } from "#app/_components/public-preferences.tsx";

/** One column in the middle, for pages with one thing to do. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center gap-1 px-4 sm:px-6">
        <Link href="/" className="me-auto inline-flex h-9 items-center rounded-md">
          <Logo />
        </Link>
        <PublicPreferences />
      </header>
      <main className="mx-auto flex w-full max-w-sm flex-1 flex-col px-4 pt-[12vh] pb-16 sm:px-0">
        {children}
      </main>
    </div>
  );
}
