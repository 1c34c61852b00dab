/** A piece of a text, which matches one of the keywords or stands between two that do. */
export type TextPart = { text: string; isHit: boolean };

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** A keyword however it is written: composed or not, with any space between its words. */
const formsOf = (keyword: string) =>
  [...new Set([keyword.normalize("NFC"), keyword.normalize("NFD")])].map((form) =>
    form.trim().split(/\s+/u).map(escaped).join("\\s+"),
  );

/** Finds keywords, capitals or not; null when there is none to find. The longest wins where several begin. */
function patternOf(keywords: readonly string[]): RegExp | null {
  const forms = keywords.filter((keyword) => keyword.trim() !== "").flatMap(formsOf);
  if (forms.length === 0) return null;
  const longestFirst = forms.sort((a, b) => b.length - a.length);
  // A mark that follows belongs to the letter before it: "e" is not in a decomposed "é".
  return new RegExp(`(?:${longestFirst.join("|")})(?!\\p{M})`, "giu");
}

/** The text in pieces, in order; together they are the text. */
export function highlight(text: string, keywords: readonly string[]): TextPart[] {
  const pattern = patternOf(keywords);
  if (pattern === null || text === "") return text === "" ? [] : [{ text, isHit: false }];
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: hit, index } of text.matchAll(pattern)) {
    if (index > end) parts.push({ text: text.slice(end, index), isHit: false });
    parts.push({ text: hit, isHit: true });
    end = index + hit.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), isHit: false });
  return parts;
}

export const isHit = (text: string, keywords: readonly string[]): boolean =>
  patternOf(keywords)?.test(text) ?? false;
