"use client";

import { Check, ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Avatar } from "#app/_ui/avatar.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { ShellProps } from "./types.ts";

type WorkspaceSwitcherProps = Pick<ShellProps, "workspace" | "workspaces" | "newWorkspaceHref"> & {
  onNavigate?: () => void;
};

export function WorkspaceSwitcher({
  workspace,
  workspaces,
  newWorkspaceHref,
  onNavigate,
}: WorkspaceSwitcherProps) {
  const t = useTranslations("shell");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex h-10 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-start transition-colors hover:bg-sidebar-accent data-[state=open]:bg-sidebar-accent">
        <Avatar name={workspace.name} shape="square" />
        <span className="sr-only">{t("switchWorkspace")}</span>
        <span className="min-w-0 flex-1 truncate font-semibold text-sm">{workspace.name}</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-60">
        <DropdownMenuLabel>{t("workspaces")}</DropdownMenuLabel>
        {workspaces.map(({ slug, name }) => (
          <DropdownMenuItem key={slug} asChild>
            <Link
              href={`/w/${slug}/inbox`}
              onClick={onNavigate}
              aria-current={slug === workspace.slug ? "true" : undefined}
            >
              <Avatar name={name} shape="square" size="sm" />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {slug === workspace.slug && <Check aria-hidden />}
            </Link>
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href={newWorkspaceHref} onClick={onNavigate}>
            <Plus aria-hidden />
            {t("newWorkspace")}
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
