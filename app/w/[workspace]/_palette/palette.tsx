"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
} from "react";
import { isKeyTaken } from "../_lib/use-page-keys.ts";
import type { ShellProps } from "../_shell/types.ts";
import { goKeys } from "./go-keys.ts";
import { createKeySequence } from "./key-sequence.ts";

// Most visits need neither, so no page pays for them.
const PaletteDialog = dynamic(() => import("./palette-dialog.tsx").then((module) => module.PaletteDialog));
const ShortcutsDialog = dynamic(() =>
  import("./shortcuts-dialog.tsx").then((module) => module.ShortcutsDialog),
);

export type PaletteShell = Pick<
  ShellProps,
  "workspace" | "workspaces" | "permissions" | "allWorkspacesHref" | "onSignOut"
>;

const OpenContext = createContext<(() => void) | null>(null);

/** Opens the palette, for buttons. */
export function useOpenPalette(): () => void {
  const open = useContext(OpenContext);
  if (!open) throw new Error("PaletteProvider is missing above this component.");
  return open;
}

/** The keys of every page: Ctrl or ⌘ and K, `?`, and `g` with a letter. */
export function PaletteProvider({ shell, children }: { shell: PaletteShell; children: ReactNode }) {
  const router = useRouter();
  const [shown, setShown] = useState<"palette" | "help" | null>(null);
  const [understand] = useState(createKeySequence);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const meaning = understand(event, isKeyTaken(event), event.timeStamp);
    if (!meaning) return;
    if (meaning.do === "go") {
      const item = goKeys.find(({ letter }) => letter === meaning.letter)?.item;
      if (!item || !shell.permissions.includes(item.permission)) return;
      event.preventDefault();
      router.push(`/w/${shell.workspace.slug}/${item.path}`);
      return;
    }
    event.preventDefault();
    setShown(meaning.do);
  });
  useEffect(() => {
    // Before the pages' own single keys, so that the letter after `g` is not one of them.
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener, { capture: true });
    return () => window.removeEventListener("keydown", listener, { capture: true });
  }, []);
  const open = useMemo(() => () => setShown("palette"), []);
  const close = () => setShown(null);
  return (
    <OpenContext value={open}>
      {children}
      {shown === "palette" && <PaletteDialog shell={shell} onClose={close} onHelp={() => setShown("help")} />}
      {shown === "help" && <ShortcutsDialog permissions={shell.permissions} onClose={close} />}
    </OpenContext>
  );
}
