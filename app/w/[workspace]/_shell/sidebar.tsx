"use client";

import { PaletteButton } from "../_palette/palette-button.tsx";
import { Bell } from "./bell.tsx";
import { GettingStarted } from "./getting-started.tsx";
import { NavList } from "./nav-list.tsx";
import type { ShellProps } from "./types.ts";
import { UserMenu } from "./user-menu.tsx";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

type SidebarProps = ShellProps & {
  /** Called when a link is followed, so that the sheet on a phone can close. */
  onNavigate?: () => void;
};

/** The inside of the sidebar: beside the page on a wide screen, in a sheet on a phone. */
export function Sidebar({
  workspace,
  workspaces,
  viewer,
  permissions,
  allWorkspacesHref,
  newWorkspaceHref,
  onSignOut,
  live,
  budget,
  onNavigate,
}: SidebarProps) {
  return (
    <div className="flex h-full min-h-0 flex-col gap-3 bg-sidebar text-sidebar-foreground">
      <div className="p-2 pb-0 max-lg:pe-12">
        <WorkspaceSwitcher
          workspace={workspace}
          workspaces={workspaces}
          allWorkspacesHref={allWorkspacesHref}
          newWorkspaceHref={newWorkspaceHref}
          {...(onNavigate ? { onNavigate } : {})}
        />
      </div>
      <div className="px-2">
        <PaletteButton {...(onNavigate ? { onNavigate } : {})} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <NavList slug={workspace.slug} permissions={permissions} {...(onNavigate ? { onNavigate } : {})} />
      </div>
      <div className="grid gap-1 border-sidebar-border border-t p-2">
        {permissions.includes("workspace.update") && <GettingStarted workspace={workspace.slug} />}
        {budget}
        <div className="flex items-center justify-between gap-2">
          <div className="px-2 py-1">{live}</div>
          {permissions.includes("notices.own") && <Bell workspace={workspace.slug} />}
        </div>
        <UserMenu viewer={viewer} onSignOut={onSignOut} />
      </div>
    </div>
  );
}
