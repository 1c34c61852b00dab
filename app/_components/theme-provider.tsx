"use client";

import { ThemeProvider as NextThemesProvider } from "next-themes";
import type { ReactNode } from "react";
import { useNonce } from "#app/_ui/nonce.tsx";

/** Sets the theme before the first paint, by an inline script. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  return (
    <NextThemesProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      storageKey="moltdesk.theme"
      {...(nonce ? { nonce } : {})}
    >
      {children}
    </NextThemesProvider>
  );
}
