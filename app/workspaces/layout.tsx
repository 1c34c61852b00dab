import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#app/_components/logo.tsx";
import { signOut } from "#app/_lib/auth/sign-out.ts";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { ApiProvider } from "#app/_lib/trpc/client.tsx";
import { Toaster } from "#app/_ui/toaster.tsx";
import { UserMenu } from "#app/w/[workspace]/_shell/user-menu.tsx";

/** The frame of what belongs to a person rather than to one workspace. */
export default async function WorkspacesLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer();
  return (
    <ApiProvider>
      <header className="sticky top-0 z-30 border-b bg-background">
        <div className="mx-auto flex h-14 max-w-7xl items-center gap-3 px-4 sm:px-6">
          <Link href="/w" className="me-auto inline-flex h-9 items-center rounded-md">
            <Logo />
          </Link>
          <div className="min-w-0 max-w-56">
            <UserMenu
              viewer={{
                name: viewer.name ?? viewer.email.replace(/@.*/, ""),
                email: viewer.email,
                imageUrl: viewer.image,
              }}
              onSignOut={signOut}
            />
          </div>
        </div>
      </header>
      <main id="content" className="mx-auto grid w-full max-w-7xl gap-6 p-4 sm:p-6">
        {children}
      </main>
      <Toaster />
    </ApiProvider>
  );
}
