import { randomInt } from "node:crypto";
import { inArray } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { workspaceSlugs } from "#db/schema/index.ts";
import { slugFrom, slugSchema } from "./schemas.ts";

const longest = 40;
const numbersTried = 30;

/** Letters and digits that nobody takes for one another. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
const randomTail = (length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

const withTail = (slug: string, tail: string) =>
  `${slug.slice(0, longest - tail.length - 1).replace(/-+$/, "")}-${tail}`;

/** The first of `slug`, `slug-2`, `slug-3` … that nobody has. It may be taken by the time it is used. */
export async function freeSlug(slug: string): Promise<string> {
  const numbered = Array.from({ length: numbersTried }, (_, index) => withTail(slug, String(index + 2)));
  const candidates = [slug, ...numbered];
  const taken = await systemDb()
    .select({ slug: workspaceSlugs.slug })
    .from(workspaceSlugs)
    .where(inArray(workspaceSlugs.slug, candidates));
  const free = candidates.find((candidate) => !taken.some((row) => row.slug === candidate));
  return free ?? withTail(slug, randomTail(6));
}

/**
 * A free slug for a workspace of this name. Names in other scripts give none and get `workspace-xxxx`; a reserved or
 * very short one is told apart with a word.
 */
export function suggestSlug(name: string): Promise<string> {
  const slug = slugFrom(name);
  if (slug === "") return freeSlug(`workspace-${randomTail(4)}`);
  return freeSlug(slugSchema.safeParse(slug).success ? slug : withTail(slug, "team"));
}
