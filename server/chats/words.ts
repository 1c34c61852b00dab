/** More than anybody writes; an index has to end somewhere. */
const maxWords = 2_000;
const maxWordLength = 60;

/** Scripts that put no space between words. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const run = new RegExp(`[${unspaced}]+|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
const isUnspaced = new RegExp(`^[${unspaced}]`, "u");

/** One spelling for all: no capitals, no accents, no wide letters. */
export const spelled = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/(\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic})\p{M}+/gu, "$1")
    .normalize("NFC")
    .toLowerCase();

/** The words of a text as they stand in it, and where. */
export const wordRuns = (text: string): { word: string; index: number }[] =>
  [...text.matchAll(run)].map(({ 0: word, index }) => ({ word, index }));

/** Whether it is a run of letters that are not parted into words. */
export const isUnspacedWord = (word: string): boolean => isUnspaced.test(word);

/** Each two neighbours, and the last one alone: so that any part of the run is found by its beginning. */
function pairs(unspacedRun: string): string[] {
  const letters = [...unspacedRun];
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ""));
}

/**
 * What a message is found by, as the lexemes of a `tsvector`. Not PostgreSQL's own parser: it takes a Chinese sentence
 * for one word, and in a database with the locale C it knows capital letters of English only.
 */
export function wordsOf(text: string): string[] {
  const found = new Set<string>();
  for (const [match] of spelled(text).matchAll(run)) {
    for (const word of isUnspaced.test(match) ? pairs(match) : [match.slice(0, maxWordLength)]) {
      found.add(word);
      if (found.size === maxWords) return [...found];
    }
  }
  return [...found];
}

/** One word to look for; `isStart`: anything that begins with it will do. */
export type SoughtWord = { word: string; isStart: boolean };

/** What a person looks for: all of it must be there; the last word may be the beginning of one. */
export function soughtWords(query: string): SoughtWord[] {
  const runs = [...spelled(query).matchAll(run)].map(([match]) => match);
  return runs.flatMap((match, index) => {
    const isLast = index === runs.length - 1;
    if (!isUnspaced.test(match)) {
      return [{ word: match.slice(0, maxWordLength), isStart: isLast && match.length > 2 }];
    }
    const letters = [...match];
    if (letters.length === 1) return [{ word: match, isStart: true }];
    return pairs(match)
      .slice(0, -1)
      .map((word) => ({ word, isStart: false }));
  });
}
