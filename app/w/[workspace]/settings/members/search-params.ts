import { createLoader, createParser } from "nuqs/server";

const parseAsText = (longest: number) =>
  createParser({
    parse: (value) => (value.length > 0 && value.length <= longest ? value : null),
    serialize: String,
  });

/** What is looked for, and the last member of the page before. */
export const listParams = { q: parseAsText(100), after: parseAsText(100) };

export const loadListParams = createLoader(listParams);
