import type { ReactNode } from "react";

export interface ShellWorkspace {
  slug: string;
  name: string;
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
  newWorkspaceHref: string;
  onSignOut: () => void;
  /** The state of the live connection. Shown in two places, so it must only read a state, not open a connection. */
  live?: ReactNode;
}
