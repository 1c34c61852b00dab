import type { Assignee } from "#server/chats/schemas.ts";

export const nameOf = ({ name, email }: Pick<Assignee, "name" | "email">): string => name ?? email;

/** A piece of a note: its words, or a member whom it names. */
export type NotePart = { text: string; isMention: boolean };

/** Cuts a note at the names of the members that it mentions. */
export function notePartsOf(text: string, mentions: readonly Assignee[]): NotePart[] {
  // A longer name goes first, so that “@Ann Lee” is not taken for “@Ann”.
  const marks = mentions.map((person) => `@${nameOf(person)}`).sort((a, b) => b.length - a.length);
  const parts: NotePart[] = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const mark = marks.find((candidate) => text.startsWith(candidate, at));
    if (mark === undefined) {
      plain += text[at++];
      continue;
    }
    if (plain !== "") parts.push({ text: plain, isMention: false });
    plain = "";
    parts.push({ text: mark, isMention: true });
    at += mark.length;
  }
  if (plain !== "") parts.push({ text: plain, isMention: false });
  return parts;
}

/** Where a mention is being typed: its `@`, and what follows as far as the caret; null when none is. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | null {
  const found = /(?:^|[\s(])@([^\s@]{0,40}(?: [^\s@]{0,40})?)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const query = found[1] ?? "";
  return { start: caret - query.length - 1, query };
}

/** The members whom a text still names, of those that were picked while it was written. */
export const stillNamed = (text: string, picked: readonly Assignee[]): Assignee[] =>
  picked.filter((person) => text.includes(`@${nameOf(person)}`));
