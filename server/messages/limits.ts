/** What MoltFlow takes, in characters as people count them: code points, of which an emoji may be several. */
export const limits = {
  text: 4_096,
  pollTitle: 255,
  pollOption: 100,
  pollOptionsMin: 2,
  pollOptionsMax: 12,
  caption: 1_024,
  mediaUrl: 2_048,
  /** Of a file that is sent along. */
  mediaBytes: 1_048_576,
} as const;

/**
 * Whether MoltFlow's contract has room for a chat's address: of a person by their number, or of a group. Its part after
 * the `@` says so, also in an alias.
 */
export const takesAddress = (chatId: string): boolean => /@[cg]\.us$/.test(chatId);

/** Length in code points, as MoltFlow's contract counts. */
export function lengthOf(text: string): number {
  let surrogates = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    const [high, low] = [text.charCodeAt(index), text.charCodeAt(index + 1)];
    if (high >= 0xd8_00 && high <= 0xdb_ff && low >= 0xdc_00 && low <= 0xdf_ff) surrogates += 1;
  }
  return text.length - surrogates;
}

/** The first `count` code points; an emoji is never cut in half. Works on a paste of any size without reading all of it. */
export function cutTo(text: string, count: number): string {
  if (text.length <= count) return text;
  const head = text.slice(0, count * 2 + 1);
  return lengthOf(head) <= count ? head : [...head].slice(0, count).join("");
}
