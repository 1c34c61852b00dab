import type { ReactNode } from "react";
import { SettingsNav } from "./_components/settings-nav.tsx";

interface SettingsLayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

export default async function SettingsLayout({ params, children }: SettingsLayoutProps) {
  const { workspace } = await params;
  return (
    <>
      <SettingsNav slug={workspace} />
      {children}
    </>
  );
}
