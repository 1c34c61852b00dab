import type { ReactNode } from "react";
import type { Permission } from "#server/members/roles.ts";

export interface ShellWorkspace {
  slug: string;
  name: string;
  pictureVersion: string | null;
}

export interface ShellViewer {
  name: string;
  email: string;
  imageUrl?: string | null;
}

export interface ShellProps {
  workspace: ShellWorkspace;
  /** All workspaces of the viewer, this one among them. */
  workspaces: ShellWorkspace[];
  viewer: ShellViewer;
  /** What the viewer may do here; decides which links are shown. */
  permissions: readonly Permission[];
  allWorkspacesHref: string;
  newWorkspaceHref: string;
  onSignOut: () => void;
  /** The state of the live connection. Shown in two places, so it must only read a state, not open a connection. */
  live?: ReactNode;
  /** How much of MoltFlow's minute is used, at the sidebar's foot. */
  budget?: ReactNode;
  /** What everybody in the workspace has to know, above every page. */
  banner?: ReactNode;
}
