import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { sortings } from "./trouble.ts";

/** What is looked for among the workspaces, and their order, as the page's address has them. */
export const overviewParams = {
  q: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(sortings).withDefault("trouble"),
};
