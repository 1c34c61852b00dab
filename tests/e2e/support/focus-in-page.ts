/** The next key on the way to an element, null when it has the focus, and the key that then uses it. */
export type Look = { key: string | null; activation: string | null };

/** Runs in the page, and therefore holds all that it needs. */
export function lookFor(element: Element): Look {
  const focusable = "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]";
  const choice =
    "[role=menuitem],[role=menuitemradio],[role=menuitemcheckbox],[role=option],[role=radio],[role=tab]";
  const group = "[role=menu],[role=listbox],[role=radiogroup],[role=tablist]";

  /** What a click on the element would use: itself, what it labels, the control in it or around it. */
  function controlOf(): Element {
    if (element.matches(`${focusable},${choice}`)) return element;
    if (element instanceof HTMLLabelElement && element.control) return element.control;
    const inside = element.querySelectorAll(focusable);
    return (inside.length === 1 ? inside[0] : element.closest(`${focusable},${choice}`)) ?? element;
  }

  function activationOf(): string | null {
    if (control.matches("[role=checkbox],[role=radio],[role=switch],[type=checkbox],[type=radio]")) {
      return "Space";
    }
    return control.matches(`a,button,summary,${choice}`) ? "Enter" : null;
  }

  const control = controlOf();
  const active = document.activeElement ?? document.body;
  const follows = (one: Element, other: Element) =>
    (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;

  function nextKey(): string | null {
    const virtual = active.getAttribute("aria-activedescendant");
    const current = (virtual && document.getElementById(virtual)) || active;
    if (current === control) return null;
    const choices = control.matches(choice) ? control.closest(group) : null;
    const isInside =
      choices !== null && (choices.contains(active) || active.getAttribute("aria-controls") === choices.id);
    const isForward = !choices?.contains(current) || follows(current, control);
    if (isInside) {
      const isRow =
        choices.getAttribute("aria-orientation") === "horizontal" || choices.matches("[role=tablist]");
      return isRow ? (isForward ? "ArrowRight" : "ArrowLeft") : isForward ? "ArrowDown" : "ArrowUp";
    }
    // A link past the navigation, which is taken when it leads nearer.
    const past = active.matches("a[href^='#']") ? active.getAttribute("href") : null;
    if (past !== null && document.querySelector(past)?.contains(control)) return "Enter";
    return active === document.body || follows(active, control) ? "Tab" : "Shift+Tab";
  }

  return { key: nextKey(), activation: activationOf() };
}
