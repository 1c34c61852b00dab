import { parseAsBoolean, parseAsStringLiteral } from "nuqs/server";

export const groupTabs = ["messages", "settings", "people"] as const;

/** What of a group is open, as the address has it. */
export const groupParams = {
  tab: parseAsStringLiteral(groupTabs).withDefault("messages"),
  /** Only messages with a keyword in them. */
  hits: parseAsBoolean.withDefault(false),
};
