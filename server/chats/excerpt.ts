import { isUnspacedWord, type SoughtWord, soughtWords, spelled, wordRuns } from "./words.ts";

const shownBefore = 40;
const shownLength = 160;
const [open, close] = ["⟦", "⟧"];

/** The part of a text around what was looked for, with each hit between ⟦ and ⟧. */
export function excerptOf(text: string, query: string): string {
  const plainText = text.replace(/[⟦⟧]/g, "");
  const hits = findHits(plainText, soughtWords(query), query);
  const from = Math.max(0, (hits[0]?.start ?? 0) - shownBefore);
  const until = Math.min(plainText.length, from + shownLength);
  let [shown, end] = ["", from];
  for (const hit of hits.filter((one) => one.start >= from && one.end <= until)) {
    if (hit.start < end) continue;
    shown += `${plainText.slice(end, hit.start)}${open}${plainText.slice(hit.start, hit.end)}${close}`;
    end = hit.end;
  }
  shown += plainText.slice(end, until);
  return `${from > 0 ? "…" : ""}${shown}${until < plainText.length ? "…" : ""}`.toWellFormed();
}

type Hit = { start: number; end: number };

function findHits(text: string, sought: readonly SoughtWord[], query: string): Hit[] {
  const unspaced = wordRuns(query).filter(({ word }) => isUnspacedWord(word));
  return wordRuns(text).flatMap(({ word, index }): Hit[] => {
    if (!isUnspacedWord(word)) {
      const plain = spelled(word);
      const isHit = sought.some(({ word: wanted, isStart }) =>
        isStart ? plain.startsWith(wanted) : plain === wanted,
      );
      return isHit ? [{ start: index, end: index + word.length }] : [];
    }
    return unspaced.flatMap(({ word: wanted }) => {
      const at = word.indexOf(wanted);
      return at < 0 ? [] : [{ start: index + at, end: index + at + wanted.length }];
    });
  });
}
