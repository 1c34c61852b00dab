import type { ReactNode } from "react";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { permissionsOf } from "../_lib/access.ts";
import { SettingsNav } from "./_components/settings-nav.tsx";

interface SettingsLayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

export default async function SettingsLayout({ params, children }: SettingsLayoutProps) {
  const { workspace } = await params;
  const membership = await requireMembership(workspace);
  return (
    <>
      <SettingsNav slug={workspace} permissions={permissionsOf(membership)} />
      {children}
    </>
  );
}
