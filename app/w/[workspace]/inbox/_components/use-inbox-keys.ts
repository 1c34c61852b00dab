"use client";

import { useEffect, useEffectEvent } from "react";

interface InboxKeys {
  onTogglePause: () => void;
  onNext: () => void;
  onPrevious: () => void;
  onClose: () => void;
}

const ownsAllKeys =
  "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";
const ownsArrows = "[role=combobox], [role=tablist], [data-scrolls]";
const ownsSpace = "button, summary, [role=button], [role=combobox], [role=tab]";

function within(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}

/** The single keys of the live page: Space, ↑/↓ or k/j, Esc. They rest while something else uses the key. */
export function useInboxKeys(keys: InboxKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (within(target, ownsAllKeys)) {
      // The first Esc only leaves the field.
      if (key === "Escape" && target instanceof HTMLTextAreaElement) target.blur();
      return;
    }
    if (key === "Escape") return keys.onClose();
    const act = () => {
      if (key === " " && !within(target, ownsSpace)) return keys.onTogglePause;
      if (key === "j" || (key === "ArrowDown" && !within(target, ownsArrows))) return keys.onNext;
      if (key === "k" || (key === "ArrowUp" && !within(target, ownsArrows))) return keys.onPrevious;
    };
    const action = act();
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
