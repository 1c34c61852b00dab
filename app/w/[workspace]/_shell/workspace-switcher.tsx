"use client";

import { Check, ChevronsUpDown, LayoutGrid, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { pictureUrl } from "#app/_lib/workspaces/picture-url.ts";
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

type WorkspaceSwitcherProps = Pick<
  ShellProps,
  "workspace" | "workspaces" | "allWorkspacesHref" | "newWorkspaceHref"
> & {
  onNavigate?: () => void;
};

export function WorkspaceSwitcher({
  workspace,
  workspaces,
  allWorkspacesHref,
  newWorkspaceHref,
  onNavigate,
}: WorkspaceSwitcherProps) {
  const t = useTranslations("shell");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex h-10 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-start transition-colors hover:bg-sidebar-accent data-[state=open]:bg-sidebar-accent">
        <Avatar name={workspace.name} imageUrl={pictureUrl(workspace)} shape="square" />
        <span className="sr-only">{t("switchWorkspace")}</span>
        <span className="min-w-0 flex-1 truncate font-semibold text-sm">{workspace.name}</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-60">
        <DropdownMenuLabel>{t("workspaces")}</DropdownMenuLabel>
        <div className="max-h-80 overflow-y-auto">
          {workspaces.map((other) => (
            <DropdownMenuItem key={other.slug} asChild>
              <Link
                href={`/w/${other.slug}/inbox`}
                onClick={onNavigate}
                aria-current={other.slug === workspace.slug ? "true" : undefined}
              >
                <Avatar name={other.name} imageUrl={pictureUrl(other)} shape="square" size="sm" />
                <span className="min-w-0 flex-1 truncate">{other.name}</span>
                {other.slug === workspace.slug && <Check aria-hidden />}
              </Link>
            </DropdownMenuItem>
          ))}
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href={allWorkspacesHref} onClick={onNavigate}>
            <LayoutGrid aria-hidden />
            {t("allWorkspaces")}
          </Link>
        </DropdownMenuItem>
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
