"use client";

import { type ShortcutId, shortcutKeys } from "../../_lib/shortcuts.ts";
import { usePageKeys } from "../../_lib/use-page-keys.ts";

const actions = Object.entries(shortcutKeys) as [ShortcutId, readonly string[]][];

/** The single keys of chats. An action that is not handed in leaves its key to the browser. */
export function useChatsKeys(handlers: Partial<Record<ShortcutId, () => void>>): void {
  usePageKeys(({ key }) => {
    const action = actions.find(([, keys]) => keys.includes(key))?.[0];
    return action && handlers[action];
  });
}

/** Uses a control of the open chat as a click would; a menu opens with its first choice focused. */
export function pressControl(name: string): void {
  const control = document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`);
  if (!control) return;
  control.focus();
  if (control.matches("textarea, input")) return;
  // Menus open on the key, not on a click that no pointer made.
  if (control.getAttribute("aria-haspopup") === "menu") {
    control.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  } else {
    control.click();
  }
}
