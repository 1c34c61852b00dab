import { mainItems, type NavItem, settingsItems } from "../_shell/navigation.ts";

/** After `g`: the letter of each page that has one. */
const letters: Partial<Record<NavItem["key"], string>> = {
  chats: "c",
  inbox: "i",
  groups: "g",
  numbers: "n",
  labels: "l",
  members: "m",
  connection: "k",
  general: "s",
};

export type GoKey = { letter: string; item: NavItem };

/** The pages that `g` and a letter lead to. */
export const goKeys: readonly GoKey[] = [...mainItems, ...settingsItems].flatMap((item) => {
  const letter = letters[item.key];
  return letter === undefined ? [] : [{ letter, item }];
});
