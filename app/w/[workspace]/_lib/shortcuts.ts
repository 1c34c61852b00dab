/** Where a key counts: on every page of a workspace, or only among chats. */
export type ShortcutScope = "everywhere" | "chats";

/** A single key outside of inputs, as `KeyboardEvent.key` names it, with its name in the messages `chats.keys`. */
export interface Shortcut {
  id: keyof typeof shortcutKeys;
  keys: readonly string[];
  scope: ShortcutScope;
}

/** The keys of each action; the first is the one that is shown. */
export const shortcutKeys = {
  next: ["j", "ArrowDown"],
  previous: ["k", "ArrowUp"],
  open: ["Enter"],
  close: ["Escape"],
  unread: ["u"],
  resolve: ["e"],
  snooze: ["h"],
  assign: ["a"],
  labels: ["l"],
  reply: ["r"],
  note: ["n"],
  search: ["/"],
  previousTab: ["["],
  nextTab: ["]"],
} as const;

export type ShortcutId = keyof typeof shortcutKeys;

/** What the dialog behind `?` lists. */
export const shortcuts: readonly Shortcut[] = Object.entries(shortcutKeys).map(([id, keys]) => ({
  id: id as ShortcutId,
  keys,
  scope: "chats",
}));
