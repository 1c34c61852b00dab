"use client";

import { ChevronRight, Languages, LogOut, ShieldCheck, SunMoon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LocaleOptions } from "#app/_components/locale-options.tsx";
import { ThemeOptions } from "#app/_components/theme-options.tsx";
import { Avatar } from "#app/_ui/avatar.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuSub,
  DropdownMenuSubContent,
  DropdownMenuSubTrigger,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { ShellProps } from "./types.ts";

export function UserMenu({ viewer, onSignOut }: Pick<ShellProps, "viewer" | "onSignOut">) {
  const t = useTranslations("shell");
  const tCommon = useTranslations("common");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex h-11 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-start transition-colors hover:bg-sidebar-accent data-[state=open]:bg-sidebar-accent">
        <Avatar name={viewer.name} imageUrl={viewer.imageUrl ?? null} />
        <span className="sr-only">{t("account")}</span>
        <span className="grid min-w-0 flex-1">
          <span className="truncate font-medium text-sm leading-4.5">{viewer.name}</span>
          <span className="truncate text-muted-foreground text-xs leading-4">{viewer.email}</span>
        </span>
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" className="w-56">
        <DropdownMenuLabel className="truncate">{viewer.email}</DropdownMenuLabel>
        <DropdownMenuSeparator />
        <SubMenu icon={<SunMoon aria-hidden />} label={tCommon("theme.label")}>
          <ThemeOptions />
        </SubMenu>
        <SubMenu icon={<Languages aria-hidden />} label={tCommon("language")}>
          <LocaleOptions />
        </SubMenu>
        <DropdownMenuItem asChild>
          <Link href="/account/security">
            <ShieldCheck aria-hidden />
            {t("accountSecurity")}
          </Link>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => onSignOut()}>
          <LogOut aria-hidden />
          {t("signOut")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function SubMenu({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <DropdownMenuSub>
      <DropdownMenuSubTrigger>
        {icon}
        <span className="flex-1">{label}</span>
        <ChevronRight aria-hidden className="rtl:rotate-180" />
      </DropdownMenuSubTrigger>
      <DropdownMenuSubContent>{children}</DropdownMenuSubContent>
    </DropdownMenuSub>
  );
}
