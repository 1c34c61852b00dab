"use client";

import { Menu } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "#app/_ui/sheet.tsx";
import { BellLink } from "./bell.tsx";
import { Sidebar } from "./sidebar.tsx";
import type { ShellProps } from "./types.ts";

/** The frame of every page of a workspace: sidebar (a sheet below 1024 px), skip link and landmarks. */
export function AppShell({ children, banner, ...shell }: ShellProps & { children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="-translate-y-16 fixed start-3 top-3 z-50 rounded-md bg-primary px-3 py-2 font-medium text-primary-foreground text-sm focus:translate-y-0"
      >
        {t("skipToContent")}
      </a>
      <aside className="sticky top-0 hidden h-dvh border-sidebar-border border-e lg:block">
        <Sidebar {...shell} />
      </aside>
      <MobileBar {...shell} />
      <main
        id="content"
        tabIndex={-1}
        // A page that scrolls inside itself gets what a banner leaves of the window.
        className="flex min-h-[calc(100dvh-3rem)] min-w-0 flex-col outline-none has-[>[data-fills-window]]:h-[calc(100dvh-3rem)] lg:min-h-dvh lg:has-[>[data-fills-window]]:h-dvh"
      >
        {banner}
        {children}
      </main>
    </div>
  );
}

function MobileBar(shell: ShellProps) {
  const t = useTranslations("shell");
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-background px-2 lg:hidden">
      <Sheet open={open} onOpenChange={setOpen}>
        <SheetTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={t("openMenu")}>
            <Menu aria-hidden />
          </Button>
        </SheetTrigger>
        <SheetContent side="start">
          <SheetTitle className="sr-only">{t("navigation")}</SheetTitle>
          <SheetDescription className="sr-only">{t("menuDescription")}</SheetDescription>
          <Sidebar {...shell} onNavigate={() => setOpen(false)} />
        </SheetContent>
      </Sheet>
      <span className="min-w-0 flex-1 truncate font-semibold text-sm">{shell.workspace.name}</span>
      {shell.live && <div className="px-2">{shell.live}</div>}
      {shell.permissions.includes("notices.own") && <BellLink workspace={shell.workspace.slug} />}
    </header>
  );
}
