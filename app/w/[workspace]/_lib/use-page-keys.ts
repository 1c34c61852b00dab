"use client";

import { useEffect, useEffectEvent } from "react";

/** What is written in, and what opens over the page. */
const ownsAllKeys =
  "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";
const ownsArrows = "[role=combobox], [role=tablist], [role=log], [data-scrolls]";
const ownsSpace = "button, summary, [role=button], [role=combobox], [role=tab]";

const isWithin = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

/** Whether a single key belongs to what has the focus: a field, or something that is open over the page. */
export const isKeyTaken = ({ target }: KeyboardEvent): boolean => isWithin(target, ownsAllKeys);

/**
 * Hands a page its single keys. They rest while something else uses the key; the first Esc only leaves the field.
 * `act` says what a key does; one without a meaning is left to the browser.
 */
export function usePageKeys(act: (event: KeyboardEvent) => (() => void) | undefined): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isKeyTaken(event)) {
      const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
      if (key === "Escape" && isField) target.blur();
      return;
    }
    if (key.startsWith("Arrow") && isWithin(target, ownsArrows)) return;
    if (key === " " && isWithin(target, ownsSpace)) return;
    const action = act(event);
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
