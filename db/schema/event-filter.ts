/**
 * Which events somebody wants. What is left out asks nothing; inside a list one is enough; everything that is named must
 * hold. `server/event-filter` reads it from people and matches it.
 */
export type EventFilter = {
  /** Names, or all of a family: `message.*`. */
  events?: string[];
  /** Ids of numbers of the workspace. */
  numberIds?: string[];
  inboxIds?: string[];
  /** Addresses as MoltFlow writes them, groups' too. */
  chatIds?: string[];
  /** Labels that the event's chat has now. */
  labelIds?: string[];
  /** Only groups' events, or only those of single contacts. */
  kind?: "group" | "direct";
  /** Words in the message, whatever their case. */
  keywords?: string[];
  direction?: "inbound" | "outbound";
  /** Chats that nobody, or whoever is to be told, takes care of. Of destinations only `nobody` makes sense. */
  assigned?: "nobody" | "reader";
};
