"use client";

import { useEffect, useEffectEvent } from "react";
import { type ShortcutId, shortcutKeys } from "../../_lib/shortcuts.ts";

const ownsAllKeys =
  "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";
const ownsArrows = "[role=combobox], [role=tablist], [role=log], [data-scrolls]";

function within(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}

const actions = Object.entries(shortcutKeys) as [ShortcutId, readonly string[]][];

/**
 * The single keys of chats. They rest while something else uses the key; the first Esc only leaves the field. An action
 * that is not handed in leaves its key to the browser.
 */
export function useChatsKeys(handlers: Partial<Record<ShortcutId, () => void>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (within(target, ownsAllKeys)) {
      const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
      if (key === "Escape" && isField) target.blur();
      return;
    }
    if (key.startsWith("Arrow") && within(target, ownsArrows)) return;
    const action = actions.find(([, keys]) => keys.includes(key))?.[0];
    const handler = action && handlers[action];
    if (!handler) return;
    event.preventDefault();
    handler();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
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
