"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Kbd } from "#app/_ui/kbd.tsx";
import { useOpenPalette } from "./palette.tsx";

/** The way to the palette for whoever does not know its keys. */
export function PaletteButton({ onNavigate }: { onNavigate?: () => void }) {
  const t = useTranslations("palette");
  const open = useOpenPalette();
  return (
    <button
      type="button"
      onClick={() => {
        onNavigate?.();
        open();
      }}
      className="flex h-8 w-full items-center gap-2 rounded-md border bg-card px-2 text-muted-foreground text-sm transition-colors hover:bg-sidebar-accent"
    >
      <Search aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 flex-1 truncate text-start">{t("open")}</span>
      <Kbd aria-hidden className="max-lg:hidden">
        Ctrl/⌘ K
      </Kbd>
    </button>
  );
}
